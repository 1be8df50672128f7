//! Words of SeaTable's that become variants of an enum, and stay what they are if this version does not know them.

/// Makes an enum of SeaTable's names for something. A name that is not listed becomes `Other`, so nothing is lost
/// between reading and writing, and a newer server's word is told by its name.
macro_rules! named {
    ($(#[$enum_doc:meta])* $enum:ident { $($(#[$doc:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$enum_doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(from = "String", into = "String")]
        pub enum $enum {
            $($(#[$doc])* $variant,)*
            /// One that this version does not know, by its name; empty if none was sent.
            Other(String),
        }

        impl $enum {
            /// SeaTable's name for it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)*
                    Self::Other(name) => name,
                }
            }

            /// Whether none was sent.
            pub fn is_unset(&self) -> bool {
                self.as_str().is_empty()
            }

            /// All that this version knows.
            pub const KNOWN: &[Self] = &[$(Self::$variant,)*];
        }

        impl From<&str> for $enum {
            fn from(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        impl Default for $enum {
            fn default() -> Self {
                Self::Other(String::new())
            }
        }

        impl From<String> for $enum {
            fn from(name: String) -> Self {
                Self::from(name.as_str())
            }
        }

        impl From<$enum> for String {
            fn from(named: $enum) -> Self {
                named.as_str().to_owned()
            }
        }

        impl std::str::FromStr for $enum {
            type Err = std::convert::Infallible;

            fn from_str(name: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(name))
            }
        }
    };
}

pub(crate) use named;
