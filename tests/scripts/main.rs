//! The PowerShell scripts of a bundle as a stranger reads them: the grammar of tree-sitter.
//! Every script parses whatever names it is made for, and calls only what Windows
//! PowerShell 3.0 and Lync Server 2013 have.

mod calls;
mod constructs;
mod grammar;
mod known;
mod parsing;
mod samples;
