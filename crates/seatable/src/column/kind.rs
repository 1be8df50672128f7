use std::{convert::Infallible, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! column_types {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// The type of a column, by SeaTable's own names (`dtable_events/utils/constants.py`, `ColumnTypes`).
        #[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum ColumnType {
            $($(#[$doc])* $variant,)*
            /// A type that this version does not know, by its name; empty if none was sent.
            Other(String),
        }

        impl ColumnType {
            /// SeaTable's name of the type.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other(name) => name,
                }
            }

            #[cfg(test)]
            pub(crate) const KNOWN: &[Self] = &[$(Self::$variant,)*];
        }

        impl From<&str> for ColumnType {
            fn from(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }
    };
}

column_types! {
    /// One line of text.
    Text = "text",
    /// Markdown.
    LongText = "long-text",
    /// A number, percentage or amount of money.
    Number = "number",
    /// People.
    Collaborator = "collaborator",
    /// A day, or a day and a time.
    Date = "date",
    /// A span of time in seconds.
    Duration = "duration",
    /// One option, by id.
    SingleSelect = "single-select",
    /// Several options, by id.
    MultipleSelect = "multiple-select",
    /// Addresses of images.
    Image = "image",
    /// Files.
    File = "file",
    /// An e-mail address.
    Email = "email",
    /// A web address.
    Url = "url",
    /// Yes or no.
    Checkbox = "checkbox",
    /// A number of stars.
    Rate = "rate",
    /// A place.
    Geolocation = "geolocation",
    /// Rows of another table.
    Link = "link",
    /// A computed value.
    Formula = "formula",
    /// A value computed over linked rows.
    LinkFormula = "link-formula",
    /// Who made the row.
    Creator = "creator",
    /// When the row was made.
    CreatedTime = "ctime",
    /// Who changed the row last.
    LastModifier = "last-modifier",
    /// When the row was changed last.
    ModifiedTime = "mtime",
    /// A running number.
    AutoNumber = "auto-number",
    /// A button; has no value.
    Button = "button",
    /// A department, by number.
    DepartmentSingleSelect = "department-single-select",
    /// A handwritten signature.
    DigitalSign = "digital-sign",
}

impl Default for ColumnType {
    fn default() -> Self {
        Self::Other(String::new())
    }
}

impl From<String> for ColumnType {
    fn from(name: String) -> Self {
        Self::from(name.as_str())
    }
}

impl From<ColumnType> for String {
    fn from(kind: ColumnType) -> Self {
        kind.as_str().to_owned()
    }
}

impl FromStr for ColumnType {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(Self::from(name))
    }
}
