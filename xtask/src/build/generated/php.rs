//! PHP that is generated from the schema of options, for the WordPress plugin.

use super::schema::Schema;

/// `widget-options.php`: the options of the widget with the choices that they accept, and its languages.
pub(super) fn options(schema: &Schema, languages: &[String]) -> String {
    let list = |words: &[&str]| match words {
        [] => "array()".to_owned(),
        words => format!("array( {} )", words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(", ")),
    };
    let mut text = String::from(
        "<?php\n/**\n * The options and the languages of the widget.\n *\n\
         \x20* Generated from www/widget/options/schema.json and www/locales/ by `cargo xtask generate`: do not edit.\n *\n\
         \x20* @package OcsChat\n */\n\n\
         namespace OcsChat;\n\ndefined( 'ABSPATH' ) || exit;\n\n\
         /** The name of each option, and the choices that it accepts: none if it accepts any text. */\n\
         const WIDGET_OPTIONS = array(\n",
    );
    for option in &schema.options {
        text.push_str(&format!("\t'{}' => {},\n", option.name.replace('-', "_"), list(&option.choices())));
    }
    let languages: Vec<_> = languages.iter().map(String::as_str).collect();
    text.push_str(&format!(
        ");\n\n/** The languages that the widget has texts for. */\nconst WIDGET_LANGUAGES = {};\n",
        list(&languages)
    ));
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn options_and_languages_are_arrays() {
        let php = options(&Schema::read().unwrap(), &["de".to_owned(), "en".to_owned()]);
        for line in [
            "\t'chatbot_id' => array(),\n",
            "\t'visible' => array( 'true', 'false' ),\n",
            "\nconst WIDGET_LANGUAGES = array( 'de', 'en' );\n",
        ] {
            assert!(php.contains(line), "{php}");
        }
    }
}
