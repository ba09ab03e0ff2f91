//! Python that is generated from the schema of options, for the Django package.

use super::schema::Schema;

/// `options.py`: the options that templates and settings can set, as keyword arguments, with the choices that they accept.
pub(super) fn options(schema: &Schema) -> String {
    let mut text = String::from(
        "\"\"\"The options of the widget.\n\n\
         Generated from www/widget/options/schema.json by `cargo xtask generate`: do not edit.\n\
         \"\"\"\n\n\
         from collections.abc import Mapping\n\n\
         #: The name of each option, and the choices that it accepts: none if it accepts any string.\n\
         OPTIONS: Mapping[str, tuple[str, ...]] = {\n",
    );
    for option in &schema.options {
        let choices: String = option.choices().iter().map(|choice| format!("\"{choice}\", ")).collect();
        text.push_str(&format!("    \"{}\": ({}),\n", option.name.replace('-', "_"), choices.trim_end()));
    }
    text + "}\n"
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_are_keyword_arguments() {
        let options = options(&Schema::read().unwrap());
        for line in [
            "    \"chatbot_id\": (),\n",
            "    \"visible\": (\"true\", \"false\",),\n",
            "    \"mode\": (\"standard\", \"kiosk\",),\n",
        ] {
            assert!(options.contains(line), "{options}");
        }
    }
}
