//! A function for lists that is small for each type that it is compiled for.

/// Removes the first item that matches. `Vec::retain` is twice as large.
pub(crate) fn remove_first<T>(list: &mut Vec<T>, matches: impl Fn(&T) -> bool) {
    for at in 0..list.len() {
        if list.get(at).is_some_and(&matches) {
            list.remove(at);
            return;
        }
    }
}
