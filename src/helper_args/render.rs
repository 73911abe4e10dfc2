//! Files that are filled in, one argument a file: `etc.web.toml: toml, mode 0644, variables POD_IP TOKEN`.

use std::fmt;

use super::gate::is_word;
use super::{ArgError, octal, permissions};

/// How a value is written into a file, so that it stays one value there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// As it is; a line break in it is an error.
    Plain,
    /// As the inside of a JSON string; YAML's and TOML's double quotes read the same.
    Json,
    /// As a value of a Java properties file.
    Properties,
    /// As text or attribute of XML.
    Xml,
}

impl Format {
    const WORDS: [(Format, &str); 4] =
        [(Format::Plain, "plain"), (Format::Json, "json"), (Format::Properties, "properties"), (Format::Xml, "xml")];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(format, _)| *format == self).map_or("plain", |(_, word)| word)
    }
}

/// One file to fill in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendering {
    /// Its name in both folders.
    pub name: String,
    pub format: Format,
    pub mode: u32,
    /// The variables that may stand in it; there is at least one.
    pub variables: Vec<String>,
}

impl fmt::Display for Rendering {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rendering { name, format, mode, variables } = self;
        write!(f, "{name}: {}, mode {}, variables {}", format.word(), octal(*mode), variables.join(" "))
    }
}

impl Rendering {
    pub(super) fn parse(argument: &str) -> Result<Self, ArgError> {
        let expected = "`NAME: FORMAT, mode MODE, variables NAME …`";
        Self::read(argument).ok_or_else(|| ArgError::Argument { argument: argument.to_owned(), expected })
    }

    fn read(argument: &str) -> Option<Self> {
        let (name, rest) = argument.split_once(": ").filter(|(name, _)| is_word(name))?;
        let (format, rest) = rest.split_once(", mode ")?;
        let (format, _) = Format::WORDS.into_iter().find(|(_, word)| *word == format)?;
        let (mode, variables) = rest.split_once(", variables ")?;
        let variables: Vec<String> = variables.split(' ').map(str::to_owned).collect();
        let sound = variables.iter().all(|variable| is_word(variable));
        sound.then_some(())?;
        Some(Rendering { name: name.to_owned(), format, mode: permissions(mode)?, variables })
    }
}
