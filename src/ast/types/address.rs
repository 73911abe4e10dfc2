//! Ports, host names and ranges of addresses.

use std::net::IpAddr;

use serde_json::{Value, json};

use crate::ast::literal::{Literal, Problem};
use crate::expr::Type;

/// What an address looks like, as a regular expression.
const ADDRESS: &str = "([0-9]{1,3}([.][0-9]{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]+)";

/// A port number, 1 to 65535.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Port(pub u16);

impl Literal for Port {
    const TYPE: Type = Type::Port;
    const BARE: bool = true;

    fn parse(text: &str) -> Result<Self, Problem> {
        let number = i64::parse(text)?;
        let port = u16::try_from(number).ok().filter(|port| *port > 0);
        port.map(Port).ok_or_else(|| Problem::new("is no port: ports are 1 to 65535"))
    }

    fn schema() -> Value {
        json!({"type": "integer", "minimum": 1, "maximum": 65535})
    }
}

/// One address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(pub IpAddr);

impl Literal for Address {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let not_one = || Problem::new("is no address").help("write it as `10.1.2.3`");
        text.parse().map(Address).map_err(|_| not_one())
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": format!("^{ADDRESS}$")})
    }
}

/// A DNS name of lower-case labels.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Domain(String);

impl Domain {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Literal for Domain {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        let label =
            |l: &str| (1..=63).contains(&l.len()) && l.bytes().all(inner) && !l.starts_with('-') && !l.ends_with('-');
        if text.len() <= 253 && text.split('.').all(label) && text.parse::<IpAddr>().is_err() {
            return Ok(Domain(text.to_owned()));
        }
        let problem = Problem::new("is no host name: lower-case labels of letters, digits and `-` with dots between");
        let lower = text.to_lowercase();
        let host = text.rsplit("//").next().and_then(|rest| rest.split(['/', ':']).next()).unwrap_or_default();
        if host != text && Domain::parse(host).is_ok() {
            return Err(problem.help(format!("write `{host}`: schemes, ports and paths are no part of it")));
        }
        Err(if lower != text && Domain::parse(&lower).is_ok() {
            problem.help(format!("write `{lower}`"))
        } else {
            problem
        })
    }

    fn schema() -> Value {
        let label = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";
        json!({"type": "string", "pattern": format!("^{label}(\\.{label})*$"), "maxLength": 253})
    }
}

/// A range of addresses, or one address, which is the range of itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cidr {
    pub address: IpAddr,
    pub bits: u8,
}

impl std::fmt::Display for Cidr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.address, self.bits)
    }
}

impl Literal for Cidr {
    const TYPE: Type = Type::Text;

    fn parse(text: &str) -> Result<Self, Problem> {
        let not_one = || Problem::new("is no range of addresses").help("write it as `10.0.0.0/16`");
        let (address, bits) = text.split_once('/').map_or((text, None), |(a, b)| (a, Some(b)));
        let address: IpAddr = address.parse().map_err(|_| not_one())?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = match bits {
            None => most,
            Some(bits) if bits.len() <= 3 && bits.bytes().all(|b| b.is_ascii_digit()) => {
                bits.parse().ok().filter(|bits| *bits <= most).ok_or_else(not_one)?
            }
            Some(_) => return Err(not_one()),
        };
        let network = masked(address, bits);
        if network != address {
            let why = "has address bits outside its mask";
            return Err(Problem::new(why).help(format!("write `{network}/{bits}`")));
        }
        Ok(Cidr { address, bits })
    }

    fn schema() -> Value {
        json!({"type": "string", "pattern": format!("^{ADDRESS}(/[0-9]{{1,3}})?$")})
    }
}

/// An address with all bits past the first `bits` cleared.
fn masked(address: IpAddr, bits: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let mask = u32::MAX.checked_shl(32 - u32::from(bits.min(32))).unwrap_or(0);
            IpAddr::V4((v4.to_bits() & mask).into())
        }
        IpAddr::V6(v6) => {
            let mask = u128::MAX.checked_shl(128 - u32::from(bits.min(128))).unwrap_or(0);
            IpAddr::V6((v6.to_bits() & mask).into())
        }
    }
}

impl Cidr {
    /// Whether every address of `other` is one of this range's.
    pub fn contains(&self, other: &Cidr) -> bool {
        self.address.is_ipv4() == other.address.is_ipv4()
            && other.bits >= self.bits
            && masked(other.address, self.bits) == self.address
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_networks() {
        let text = |t: &str| Cidr::parse(t).map(|c| c.to_string()).map_err(|p| p.help.unwrap_or_default());
        assert_eq!(text("10.0.0.0/16"), Ok("10.0.0.0/16".to_owned()));
        assert_eq!(text("169.254.20.10"), Ok("169.254.20.10/32".to_owned()));
        assert_eq!(text("10.0.0.1/16"), Err("write `10.0.0.0/16`".to_owned()));
        assert_eq!(text("::1"), Ok("::1/128".to_owned()));
        assert!(text("10.0.0.0/33").is_err());
        let range = |t: &str| Cidr::parse(t).ok();
        assert!(range("10.0.0.0/8").zip(range("10.4.0.0/16")).is_some_and(|(a, b)| a.contains(&b) && !b.contains(&a)));
    }

    #[test]
    fn domains_are_lower_case_and_no_addresses() {
        assert!(Domain::parse("pay.corp.example").is_ok());
        for bad in ["Pay.example", "10.0.0.1", "a..b", "-a", "", "a_b"] {
            assert!(Domain::parse(bad).is_err(), "{bad}");
        }
    }
}
