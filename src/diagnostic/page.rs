//! The pages behind `boxc explain`.

/// One code's page: Markdown with a title, a reason, and the examples that the tests run.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    pub code: &'static str,
    pub text: &'static str,
}

/// A YAML document of a page's example.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    pub documents: Vec<String>,
}

impl Page {
    /// Its first paragraph, on one line.
    pub fn summary(&self) -> String {
        let lines = self.text.lines().skip(1).skip_while(|line| line.is_empty());
        lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The example under `## Fails`, which must yield this page's code.
    pub fn failing(&self) -> Example {
        self.section("## Fails")
    }

    /// The example under `## Mended`, which must not.
    pub fn mended(&self) -> Example {
        self.section("## Mended")
    }

    fn section(&self, title: &str) -> Example {
        let mut documents = Vec::new();
        let mut open: Option<String> = None;
        let lines = self.text.lines().skip_while(|line| line.trim_end() != title).skip(1);
        for line in lines.take_while(|line| !line.starts_with("## ")) {
            match (&mut open, line) {
                (None, "```yaml") => open = Some(String::new()),
                (Some(text), "```") => {
                    documents.push(std::mem::take(text));
                    open = None;
                }
                (Some(text), line) => {
                    text.push_str(line);
                    text.push('\n');
                }
                (None, _) => {}
            }
        }
        Example { documents }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_the_fenced_documents_of_their_section() {
        let text = "# a\n\nSome\nwords.\n\n```yaml\nnot: this\n```\n## Fails\n```yaml\na: 1\n```\nand\n```yaml\nb: 2\n```\n## Mended\n\n```yaml\nc: 3\n```\n";
        let page = Page { code: "a", text };
        assert_eq!(page.summary(), "Some words.");
        assert_eq!(page.failing().documents, ["a: 1\n", "b: 2\n"]);
        assert_eq!(page.mended().documents, ["c: 3\n"]);
    }
}
