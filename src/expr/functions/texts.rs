//! Filters and tests over texts.

use super::{Failure, Function, Gives, MAX_SIZE, Takes, Value, bounded, text};

pub(super) const LOWER: Function = Function {
    name: "lower",
    signature: "text | lower",
    summary: "the text in lower case",
    example: r#""Web-A" | lower"#,
    result: r#""web-a""#,
    takes: Takes::Text,
    arguments: &[],
    gives: Gives::Text,
    run: |values| bounded(text(values, 0)?.to_lowercase()),
};

pub(super) const UPPER: Function = Function {
    name: "upper",
    signature: "text | upper",
    summary: "the text in upper case",
    example: r#""debug" | upper"#,
    result: r#""DEBUG""#,
    takes: Takes::Text,
    arguments: &[],
    gives: Gives::Text,
    run: |values| bounded(text(values, 0)?.to_uppercase()),
};

pub(super) const TRIM: Function = Function {
    name: "trim",
    signature: "text | trim",
    summary: "the text without white space around it",
    example: r#""  a b " | trim"#,
    result: r#""a b""#,
    takes: Takes::Text,
    arguments: &[],
    gives: Gives::Text,
    run: |values| Ok(Value::Text(text(values, 0)?.trim().to_owned())),
};

pub(super) const REPLACE: Function = Function {
    name: "replace",
    signature: "text | replace(text, text)",
    summary: "the text with every occurrence of the first argument replaced by the second",
    example: r#""a.b.c" | replace(".", "-")"#,
    result: r#""a-b-c""#,
    takes: Takes::Text,
    arguments: &[Takes::Text, Takes::Text],
    gives: Gives::Text,
    run: replace,
};

fn replace(values: &[Value]) -> Result<Value, Failure> {
    let (whole, from, to) = (text(values, 0)?, text(values, 1)?, text(values, 2)?);
    // Counted before anything is built: a short expression must not ask for gigabytes.
    let grown = whole.matches(from).count().saturating_mul(to.len()).saturating_add(whole.len());
    if to.len() > from.len() && grown > 2 * MAX_SIZE {
        return Err(Failure::TooLarge);
    }
    bounded(whole.replace(from, to))
}

pub(super) const SPLIT: Function = Function {
    name: "split",
    signature: "text | split(text)",
    summary: "the parts of the text between the occurrences of the argument, as a list",
    example: r#""a,b,,c" | split(",")"#,
    result: r#"["a","b","","c"]"#,
    takes: Takes::Text,
    arguments: &[Takes::Text],
    gives: Gives::Texts,
    run: split,
};

fn split(values: &[Value]) -> Result<Value, Failure> {
    let (whole, by) = (text(values, 0)?, text(values, 1)?);
    // An empty separator would cut before the first and behind the last character too.
    if by.is_empty() {
        return Ok(Value::List(whole.chars().map(|c| Value::Text(c.to_string())).collect()));
    }
    Ok(Value::List(whole.split(by).map(|part| Value::Text(part.to_owned())).collect()))
}

pub(super) const STRING: Function = Function {
    name: "string",
    signature: "value | string",
    summary: "a number or bool as text",
    example: "5 | string",
    result: r#""5""#,
    takes: Takes::Scalar,
    arguments: &[],
    gives: Gives::Text,
    run: |values| values.first().and_then(Value::text).map(Value::Text).ok_or(Failure::Mistyped),
};

pub(super) const B64ENCODE: Function = Function {
    name: "b64encode",
    signature: "text | b64encode",
    summary: "the text's UTF-8 bytes in base 64, with padding",
    example: r#""user:pw" | b64encode"#,
    result: r#""dXNlcjpwdw==""#,
    takes: Takes::Text,
    arguments: &[],
    gives: Gives::Text,
    run: |values| bounded(base64(text(values, 0)?.as_bytes())),
};

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |n: usize| u32::from(chunk.get(n).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for n in 0..4 {
            let six = (bits >> (18 - 6 * n) & 63) as usize;
            // Three bytes are four letters; each missing byte is one `=`.
            let letter = if n <= chunk.len() { ALPHABET.get(six) } else { None };
            out.push(letter.map_or('=', |letter| char::from(*letter)));
        }
    }
    out
}

pub(super) const TOJSON: Function = Function {
    name: "tojson",
    signature: "value | tojson",
    summary: "the value as JSON: a text gets quotes, a list brackets",
    example: r#"["a", "\"b\""] | tojson"#,
    result: r#""[\"a\",\"\\\"b\\\"\"]""#,
    takes: Takes::Anything,
    arguments: &[],
    gives: Gives::Text,
    run: |values| bounded(json(values.first().ok_or(Failure::Mistyped)?)?),
};

fn json(value: &Value) -> Result<String, Failure> {
    match value {
        Value::Text(text) => Ok(serde_json::Value::from(text.as_str()).to_string()),
        Value::List(list) => Ok(format!("[{}]", list.iter().map(json).collect::<Result<Vec<_>, _>>()?.join(","))),
        Value::Int(_) | Value::Number(_) | Value::Bool(_) => value.text().ok_or(Failure::Mistyped),
        Value::Secret { .. } | Value::Field(_) => Err(Failure::Mistyped),
    }
}

pub(super) const STARTINGWITH: Function = Function {
    name: "startingwith",
    signature: "text is startingwith(text)",
    summary: "whether the text begins with the argument",
    example: r#""eu-west" is startingwith("eu-")"#,
    result: "true",
    takes: Takes::Text,
    arguments: &[Takes::Text],
    gives: Gives::Bool,
    run: |values| Ok(Value::Bool(text(values, 0)?.starts_with(text(values, 1)?))),
};

pub(super) const ENDINGWITH: Function = Function {
    name: "endingwith",
    signature: "text is endingwith(text)",
    summary: "whether the text ends with the argument",
    example: r#""web.js" is endingwith(".ts")"#,
    result: "false",
    takes: Takes::Text,
    arguments: &[Takes::Text],
    gives: Gives::Bool,
    run: |values| Ok(Value::Bool(text(values, 0)?.ends_with(text(values, 1)?))),
};

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_pads_as_rfc_4648_says() {
        let pairs = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("é", "w6k=")];
        for (text, encoded) in pairs {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }
}
