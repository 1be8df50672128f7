//! Texts by key, from message files.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};

/// The texts of one language.
pub struct Messages(FluentBundle<FluentResource>);

impl Messages {
    /// The texts of these files, in the language of that code. A later file's text takes the place of an earlier one's with
    /// the same key. A line that can't be read costs that text only.
    pub fn new<'a>(code: &str, files: impl IntoIterator<Item = &'a str>) -> Self {
        let mut bundle = FluentBundle::new_concurrent(code.parse().into_iter().collect());
        bundle.set_use_isolating(false);
        for text in files {
            let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, errors)| {
                debug_assert!(errors.is_empty(), "{code}: {errors:?}");
                resource
            });
            bundle.add_resource_overriding(resource);
        }
        Self(bundle)
    }

    /// The text of that key with its arguments; the key itself where there is none.
    pub fn with(&self, key: &str, arguments: &[(&str, FluentValue<'_>)]) -> String {
        let Some(pattern) = self.0.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let arguments: FluentArgs<'_> = arguments.iter().map(|(name, value)| (*name, value.clone())).collect();
        let mut errors = Vec::new();
        let text = self.0.format_pattern(pattern, Some(&arguments), &mut errors).into_owned();
        debug_assert!(errors.is_empty(), "{key}: {errors:?}");
        text
    }
}
