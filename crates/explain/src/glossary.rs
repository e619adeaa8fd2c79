//! The glossary: one explanation for each term, shown in tooltips and in Help.
