//! Kubernetes quantities: `250m`, `1.5`, `256Mi`.

use serde_json::{Value, json};

use crate::ast::literal::{Literal, Problem};
use crate::expr::Type;

/// An amount, exact to a thousandth, with the text that its author wrote.
#[derive(Debug, Clone)]
pub struct Quantity {
    milli: u128,
    text: String,
}

/// An amount of processors.
#[derive(Debug, Clone)]
pub struct Cpu(pub Quantity);

/// An amount of bytes.
#[derive(Debug, Clone)]
pub struct Bytes(pub Quantity);

const SUFFIXES: [(&str, u128); 13] = [
    ("Ki", 1 << 10),
    ("Mi", 1 << 20),
    ("Gi", 1 << 30),
    ("Ti", 1 << 40),
    ("Pi", 1 << 50),
    ("Ei", 1 << 60),
    ("k", 1_000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("T", 1_000_000_000_000),
    ("P", 1_000_000_000_000_000),
    ("E", 1_000_000_000_000_000_000),
    ("", 1),
];

/// Thousandths, numbers with three digits behind the point, and larger amounts.
const PATTERN: &str = "^([0-9]+(\\.0+)?m|[0-9]+(\\.[0-9]{1,3}0*)?|[0-9]+(\\.[0-9]+)?(k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei))$";
/// What only amounts that can be counted in thousandths may be.
const THOUSANDTHS: &str = "[0-9]+(\\.0+)?m|";

impl Quantity {
    /// The amount in thousandths.
    pub fn milli(&self) -> u128 {
        self.milli
    }

    /// As the author wrote it; Kubernetes reads it the same.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// An amount of processors from thousandths, printed the short way.
    pub fn cpu(milli: u128) -> Self {
        let text = if milli.is_multiple_of(1000) { (milli / 1000).to_string() } else { format!("{milli}m") };
        Quantity { milli, text }
    }

    /// An amount of bytes from thousandths of them, printed with the largest binary suffix that keeps it exact.
    pub fn bytes(milli: u128) -> Self {
        let bytes = milli.div_ceil(1000);
        let binary = SUFFIXES.iter().take(6).rev();
        let exact = binary.clone().find(|(_, factor)| bytes > 0 && bytes.is_multiple_of(*factor));
        let text = match exact {
            Some((suffix, factor)) => format!("{}{suffix}", bytes / factor),
            None => bytes.to_string(),
        };
        Quantity { milli, text }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, Problem> {
        let digits_end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        let (number, suffix) = text.split_at(digits_end);
        let factor_milli = match suffix {
            "m" => Some(1),
            _ => SUFFIXES.iter().find(|(known, _)| *known == suffix).map(|(_, factor)| factor * 1000),
        };
        let factor_milli = factor_milli.ok_or_else(|| unknown_suffix(number, suffix))?;
        let milli = scaled(number, factor_milli).ok_or_else(|| not_a_quantity(number))?;
        if milli > (1 << 63) * 1000 {
            return Err(Problem::new("is more than Kubernetes can hold"));
        }
        Ok(Quantity { milli, text: text.to_owned() })
    }
}

/// `number` (digits, perhaps a point and more digits) times `factor`, when that is exact.
fn scaled(number: &str, factor: u128) -> Option<u128> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let well_formed = !whole.is_empty() && (number.contains('.') != fraction.is_empty()) && number.len() <= 24;
    if !well_formed {
        return None;
    }
    let scale = 10u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let digits: u128 = format!("{whole}{fraction}").parse().ok()?;
    let product = digits.checked_mul(factor)?;
    product.is_multiple_of(scale).then(|| product / scale)
}

fn not_a_quantity(number: &str) -> Problem {
    if number.parse::<f64>().is_ok() && number.len() <= 24 {
        return Problem::new("is finer than a thousandth");
    }
    Problem::new("is no quantity").help("write a number with a suffix, such as `250m` or `256Mi`")
}

fn unknown_suffix(number: &str, suffix: &str) -> Problem {
    let meant = match suffix.to_ascii_lowercase().as_str() {
        "kb" | "kib" | "k" | "ki" => "Ki",
        "mb" | "mib" | "mi" => "Mi",
        "gb" | "gib" | "g" | "gi" => "Gi",
        "tb" | "tib" | "t" | "ti" => "Ti",
        _ => return Problem::new("is no quantity").help("write a number with a suffix, such as `250m` or `256Mi`"),
    };
    Problem::new(format!("has the unknown suffix `{suffix}`")).help(format!("write `{number}{meant}`"))
}

impl Literal for Quantity {
    const TYPE: Type = Type::Quantity;

    fn parse(text: &str) -> Result<Self, Problem> {
        Quantity::parse(text)
    }

    fn schema() -> Value {
        json!({"anyOf": [{"type": "string", "pattern": PATTERN}, {"type": "number", "minimum": 0}]})
    }
}

impl Literal for Cpu {
    const TYPE: Type = Type::Quantity;

    fn parse(text: &str) -> Result<Self, Problem> {
        let quantity = Quantity::parse(text)?;
        if quantity.milli == 0 {
            return Err(Problem::new("asks for no processor at all").help("write at least `1m`"));
        }
        Ok(Cpu(quantity))
    }

    fn schema() -> Value {
        more_than_nothing(PATTERN)
    }
}

impl Literal for Bytes {
    const TYPE: Type = Type::Quantity;

    fn parse(text: &str) -> Result<Self, Problem> {
        let quantity = Quantity::parse(text)?;
        if text.ends_with('m') {
            let number = text.trim_end_matches('m');
            return Err(Problem::new("means thousandths of a byte").help(format!("write `{number}Mi`")));
        }
        if quantity.milli == 0 {
            return Err(Problem::new("asks for no bytes at all").help("write a size such as `128Mi`"));
        }
        Ok(Bytes(quantity))
    }

    fn schema() -> Value {
        more_than_nothing(&PATTERN.replace(THOUSANDTHS, ""))
    }
}

fn more_than_nothing(pattern: &str) -> Value {
    let text = json!({"type": "string", "pattern": pattern, "not": {"pattern": "^[0.]+([^0-9.]|$)"}});
    json!({"anyOf": [text, {"type": "number", "exclusiveMinimum": 0}]})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milli(text: &str) -> Option<u128> {
        Quantity::parse(text).ok().map(|q| q.milli())
    }

    #[test]
    fn amounts_are_exact() {
        assert_eq!(milli("250m"), Some(250));
        assert_eq!(milli("1.5"), Some(1500));
        assert_eq!(milli("0.1Gi"), Some(107_374_182_400));
        assert_eq!(milli("0.00001Ki"), None, "not a whole number of thousandths");
        assert_eq!(milli("0.5Gi"), Some((1 << 29) * 1000));
        assert_eq!(milli("256Mi"), Some((256 << 20) * 1000));
        for bad in ["", "-1", "1.", ".5", "0x10", "1e30", "1.5G i", "123456789012345678901234567890", "0.0001"] {
            assert_eq!(milli(bad), None, "{bad}");
        }
    }

    #[test]
    fn help_names_the_suffix_that_was_meant() {
        let help = |text: &str| Quantity::parse(text).err().and_then(|p| p.help);
        assert_eq!(help("10MB").as_deref(), Some("write `10Mi`"));
        assert_eq!(help("1g").as_deref(), Some("write `1Gi`"));
        let bytes = |text: &str| Bytes::parse(text).err().and_then(|p| p.help);
        assert_eq!(bytes("100m").as_deref(), Some("write `100Mi`"));
        assert!(Cpu::parse("0").is_err());
    }

    #[test]
    fn sums_print_short() {
        assert_eq!(Quantity::cpu(2150).text(), "2150m");
        assert_eq!(Quantity::cpu(3000).text(), "3");
        assert_eq!(Quantity::bytes((3 << 30) * 1000).text(), "3Gi");
        assert_eq!(Quantity::bytes(1001 * 1000).text(), "1001");
    }
}
