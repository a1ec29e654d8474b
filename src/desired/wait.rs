//! How long a wait is: seconds to days, for what goes on while forecert runs.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// A whole number of seconds, written `30s`, `5m`, `2h` or `1d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait {
    seconds: u32,
}

/// The longest wait: a run that takes longer is a job of another kind.
const LONGEST: u32 = 7 * 86_400;

/// Why a text is not a wait.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WaitError {
    /// Not a number followed by `s`, `m`, `h` or `d`.
    #[error("write a number of seconds, minutes, hours or days, such as `30s`, `5m` or `2h`")]
    Syntax,
    /// No time at all, or more than a week.
    #[error("a wait is from one second to seven days long")]
    OutOfRange,
}

impl Wait {
    /// So many seconds.
    pub const fn seconds(seconds: u32) -> Self {
        Self { seconds }
    }

    /// As a span of time.
    pub fn duration(self) -> Duration {
        Duration::from_secs(self.seconds.into())
    }
}

impl FromStr for Wait {
    type Err = WaitError;

    fn from_str(text: &str) -> Result<Self, WaitError> {
        let unit: u32 = match text.chars().last() {
            Some('s') => 1,
            Some('m') => 60,
            Some('h') => 3_600,
            Some('d') => 86_400,
            _ => return Err(WaitError::Syntax),
        };
        let number = &text[..text.len() - 1];
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(WaitError::Syntax);
        }
        number
            .parse::<u32>()
            .ok()
            .and_then(|number| number.checked_mul(unit))
            .filter(|seconds| (1..=LONGEST).contains(seconds))
            .map(Self::seconds)
            .ok_or(WaitError::OutOfRange)
    }
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.seconds;
        match seconds {
            _ if seconds.is_multiple_of(86_400) => write!(f, "{}d", seconds / 86_400),
            _ if seconds.is_multiple_of(3_600) => write!(f, "{}h", seconds / 3_600),
            _ if seconds.is_multiple_of(60) => write!(f, "{}m", seconds / 60),
            _ => write!(f, "{seconds}s"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_a_number_with_its_unit() {
        for (text, seconds) in [("30s", 30), ("5m", 300), ("2h", 7_200), ("7d", LONGEST)] {
            assert_eq!(text.parse(), Ok(Wait::seconds(seconds)));
            assert_eq!(Wait::seconds(seconds).to_string(), text);
        }
        for text in ["", "s", "5", "-1s", "1.5h", "2 h", "2w", "5é"] {
            assert_eq!(text.parse::<Wait>(), Err(WaitError::Syntax), "{text}");
        }
        for text in ["0s", "8d", "99999999999s", "4294967295h"] {
            assert_eq!(text.parse::<Wait>(), Err(WaitError::OutOfRange), "{text}");
        }
    }
}
