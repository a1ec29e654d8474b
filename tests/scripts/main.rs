//! The PowerShell scripts of a bundle as a stranger reads them: the grammar of tree-sitter.
//! Every script parses whatever names it is made for, calls only what Windows PowerShell 3.0
//! and Lync Server 2013 have, and decides as it should.

mod grammar;
mod parsing;
mod samples;
