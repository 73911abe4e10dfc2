//! Printers of diagnostics. Only `terminal` knows miette.
