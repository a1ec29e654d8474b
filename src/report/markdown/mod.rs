//! A plan as Markdown for a pull request: the verdict first, a folded block for each
//! pool, the worst first, within the length that a comment may have.
//!
//! | question | file |
//! |---|---|
//! | and in sentences | `prose` |
//! | which certificate weighs most, and which pool | `weight` |
//! | what is said before the blocks | `head` |
//! | the block of a pool | `pools` |
//! | the blocks of findings | `findings` |
//! | the block of the graph | `drawing` |
//! | a block, as much of it as is shown | `block` |
//! | what is shown where not all of it fits | `budget` |
//! | the whole page, and what it leaves out | `page` |

mod block;
mod budget;
mod drawing;
mod findings;
mod head;
mod page;
mod pools;
mod prose;
mod weight;

pub(super) use prose::prose;

pub use page::{COMMENT_LIMIT, Origin, Page, markdown};
