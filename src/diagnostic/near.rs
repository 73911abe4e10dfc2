//! Names that a typo may have meant.

/// The candidate that is closest to `wanted`, if it is close enough to be what was meant. Ties go to the first.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = 1 + wanted.chars().count() / 4;
    let lower = wanted.to_lowercase().replace('_', "-");
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let distance = strsim::damerau_levenshtein(&lower, &candidate.to_lowercase().replace('_', "-"));
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn near_means_a_typo_away() {
        assert_eq!(nearest("ordr-db", ["web", "order-db"]), Some("order-db"));
        assert_eq!(nearest("order_db", ["web", "order-db"]), Some("order-db"));
        assert_eq!(nearest("replica", ["replicas"]), Some("replicas"));
        assert_eq!(nearest("cache", ["web", "order-db"]), None);
    }
}
