//! The subject of a request or certificate, as text.

use std::fmt;

/// A distinguished name as attribute and value pairs in their order, the
/// attribute by its short name (`CN`, `O`, `OU`, `L`, `ST`, `C`, `DC`) or its OID.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(pub Vec<(String, String)>);

impl Subject {
    /// The first common name.
    pub fn common_name(&self) -> Option<&str> {
        self.values("CN").next()
    }

    /// All values of an attribute, in their order.
    pub fn values<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(name, _)| name == attribute)
            .map(|(_, value)| value.as_str())
    }

    /// Adds a value unless it is absent.
    pub fn with(mut self, attribute: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.0.push((attribute.to_owned(), value.to_owned()));
        }
        self
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (attribute, value)) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{attribute}={value}")?;
        }
        Ok(())
    }
}
