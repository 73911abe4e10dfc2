//! The smallest honest version.

use semver::{Prerelease, Version};

use super::change::Level;

/// The smallest version after `old` that tells what changed: the first number that is not 0 for what breaks, the next one for what
/// is new; a release before `1.0.0` has no number of its own for that.
pub fn next(old: &Version, level: Option<Level>) -> Version {
    let Some(level) = level else { return old.clone() };
    if !old.pre.is_empty() {
        return Version::new(old.major, old.minor, old.patch);
    }
    let Version { major, minor, patch, .. } = *old;
    match (level, major, minor) {
        (Level::Breaking, 0, 0) => Version::new(0, 0, patch.saturating_add(1)),
        (Level::Breaking, 0, _) => Version::new(0, minor.saturating_add(1), 0),
        (Level::Breaking, _, _) => Version::new(major.saturating_add(1), 0, 0),
        (Level::New, 1.., _) => Version::new(major, minor.saturating_add(1), 0),
        (Level::New | Level::Inside, _, _) => Version::new(major, minor, patch.saturating_add(1)),
    }
}

/// Whether a stated version tells as much as `smallest`; one that is not released yet may be on the way to it.
pub fn is_honest(stated: &Version, old: &Version, smallest: &Version) -> bool {
    let released = Version { pre: Prerelease::EMPTY, ..stated.clone() };
    released >= *smallest && (stated > old || smallest == old && stated == old)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(old: &str, level: Option<Level>) -> String {
        next(&Version::parse(old).unwrap(), level).to_string()
    }

    #[test]
    fn the_number_that_tells() {
        for (old, breaking, new, inside) in [
            ("1.4.2", "2.0.0", "1.5.0", "1.4.3"),
            ("0.3.1", "0.4.0", "0.3.2", "0.3.2"),
            ("0.0.3", "0.0.4", "0.0.4", "0.0.4"),
            ("2.0.0-rc.1", "2.0.0", "2.0.0", "2.0.0"),
        ] {
            let all = [Level::Breaking, Level::New, Level::Inside].map(|level| of(old, Some(level)));
            assert_eq!(all, [breaking, new, inside], "{old}");
            assert_eq!(of(old, None), old);
        }
    }

    #[test]
    fn a_stated_version_tells_enough() {
        for (stated, old, smallest, honest) in [
            ("1.5.0", "1.4.0", "1.5.0", true),
            ("2.0.0", "1.4.0", "1.5.0", true),
            ("1.4.9", "1.4.0", "1.5.0", false),
            ("2.0.0-rc.1", "1.4.0", "2.0.0", true),
            ("2.0.0-rc.2", "2.0.0-rc.1", "2.0.0", true),
            ("2.0.0-rc.1", "2.0.0-rc.1", "2.0.0", false),
            ("1.4.0", "1.4.0", "1.4.0", true),
            ("1.3.0", "1.4.0", "1.4.0", false),
        ] {
            let [stated, old, smallest] = [stated, old, smallest].map(|text| Version::parse(text).unwrap());
            assert_eq!(is_honest(&stated, &old, &smallest), honest, "{old} -> {stated}");
        }
    }
}
