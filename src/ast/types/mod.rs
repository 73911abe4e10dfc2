//! Values with a meaning of their own: names, quantities, durations, images, interfaces.
//!
//! Input: the text of one scalar. Output: a value that is valid by itself.
//! Not here: whether it fits where it stands.

mod address;
mod cron;
mod duration;
mod image;
mod interface;
mod name;
mod quantity;
mod text;

pub use address::{Address, Cidr, Domain, Port};
pub use cron::{Cron, Zone};
pub use duration::Duration;
pub use image::Image;
pub(crate) use interface::with_at;
pub use interface::{Interface, Requirement, VersionRange};
pub use name::{Alias, AnyName, KeyName, Name, QualifiedName, VariableName};
pub use quantity::{Bytes, Cpu, Quantity};
pub use text::{AbsolutePath, ArgText, ConstantText, EnvText, FileText, HostText, Mode, OutputText, WordText};
