//! Where in a manifest: keys and list positions from the root down.

use std::fmt;

/// A place in a manifest, as in `pools[0].fqdn`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path(Vec<Segment>);

/// One step down.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Segment {
    /// To the value of a key.
    Key(String),
    /// To an entry of a list, from 0.
    Index(usize),
}

impl Path {
    /// The whole manifest.
    pub fn root() -> Self {
        Self::default()
    }

    /// The value of the key `name` in the mapping at this place.
    pub fn key(&self, name: &str) -> Self {
        self.then(Segment::Key(name.to_owned()))
    }

    /// The entry `position`, counted from 0, of the list at this place.
    pub fn index(&self, position: usize) -> Self {
        self.then(Segment::Index(position))
    }

    pub(super) fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Whether a length of time stands here, such as `30d`: to the schema it is text, and
    /// everywhere it has one of these keys.
    pub(super) fn is_length_of_time(&self) -> bool {
        const KEYS: [&str; 4] = ["validity", "renew_before", "lead_time", "min_remaining"];
        matches!(self.0.last(), Some(Segment::Key(key)) if KEYS.contains(&key.as_str()))
    }

    fn then(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }
}

/// `pools[0].fqdn`; the root is empty.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Key(name) if position == 0 => f.write_str(name)?,
                Segment::Key(name) => write!(f, ".{name}")?,
                Segment::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Path;

    #[test]
    fn a_path_reads_as_people_write_it() {
        let path = Path::root().key("pools").index(2).key("fqdn");
        assert_eq!(path.to_string(), "pools[2].fqdn");
        assert_eq!(Path::root().to_string(), "");
    }
}
