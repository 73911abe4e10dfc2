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
    use proptest::prelude::*;

    use super::nearest;

    #[test]
    fn near_means_a_typo_away() {
        assert_eq!(nearest("ordr-db", ["web", "order-db"]), Some("order-db"));
        assert_eq!(nearest("order_db", ["web", "order-db"]), Some("order-db"));
        assert_eq!(nearest("replica", ["replicas"]), Some("replicas"));
        assert_eq!(nearest("cache", ["web", "order-db"]), None);
    }

    proptest! {
        #[test]
        fn nothing_far_is_proposed(wanted in "[a-d_-]{0,9}", names in prop::collection::vec("[a-d-]{0,9}", 0..5)) {
            let near = nearest(&wanted, names.iter().map(String::as_str));
            let limit = 1 + wanted.chars().count() / 4;
            let distance = |name: &str| strsim::damerau_levenshtein(&wanted.replace('_', "-"), name);
            let least = names.iter().map(|name| distance(name)).min();
            prop_assert_eq!(near.map(distance), least.filter(|least| *least <= limit));
        }
    }
}
