//! What a deployment window needs: PFX files, the scripts that stage and assign them, and
//! the sheets beside them.

pub mod script;
