//! The PowerShell scripts of a bundle as a stranger reads them: the grammar of tree-sitter.
//! Every script parses whatever names it is made for, calls only what Windows PowerShell 3.0
//! and Lync Server 2013 have, and does in a deployment window what it should: there its own
//! statements are run over a machine of the test.

mod assigning;
mod calls;
mod constructs;
mod grammar;
mod known;
mod machine;
mod parsing;
mod rolling;
mod run;
mod samples;
mod staging;
