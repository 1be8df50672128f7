//! A code with its values, and words: the form of errors and problems.

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// A code, as far as it is known, and words.
pub(crate) struct Coded<C> {
    pub(crate) code: Option<C>,
    pub(crate) message: String,
}

impl<'de, C: DeserializeOwned> Deserialize<'de> for Coded<C> {
    /// Another version may have codes that this one does not know, or values where this one has none.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Body {
            #[serde(flatten)]
            code: Map<String, Value>,
            message: String,
        }
        let Body { mut code, message } = Body::deserialize(from)?;
        let whole = C::deserialize(Value::Object(code.clone()));
        let code = whole.or_else(|_| {
            code.remove("values");
            C::deserialize(Value::Object(code))
        });
        Ok(Self { code: code.ok(), message })
    }
}

/// The name that a code has in JSON.
pub(crate) fn name(code: &impl Serialize) -> String {
    let code = serde_json::to_value(code).ok().and_then(|json| Some(json.get("code")?.as_str()?.to_owned()));
    code.unwrap_or_default()
}
