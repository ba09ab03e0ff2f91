//! Fixed answers of the bot: everything that the widget renders, and markup that must have no effect.

pub(super) const HELP: &str = "Hello! I am the demo bot. I repeat your messages, and understand some commands:

- `markdown` shows all supported formatting, `table` and `code` parts of it, `long` a long answer
- `slow 8` answers after eight seconds, `later 10` sends another message after ten
- `file report.csv` answers with a file of that name, `files` with several, `cite` with sources
- `fail`, `fail 400` and `never` cause errors
- `context` shows the context that this page sent
- `end` ends the session, as a team member can on its review page in Open Chat Studio

**Attach a file** to see how I received it.";

pub(super) const TABLE: &str = "| Plan | Price | Included |
|:-----|------:|:--------:|
| Small | 9 € | 1 chatbot, 500 messages a month |
| Medium | 29 € | 5 chatbots, 5000 messages a month, file uploads |
| Large | 99 € | unlimited chatbots and messages, with phone support |";

pub(super) const CODE: &str = "Like this:

```rust
fn main() {
    println!(\"A line of code that is much wider than a chat message, so that it has to be scrolled\");
}
```";

pub(super) const MARKDOWN: &str = "# A heading
## A smaller one
### And one more

Text can be *emphasised*, **strong**, ***both***, ~~struck out~~ or `code`.
A line break in the text is a line break here.

> A quote
> of two lines.
>
> > And one within it.

1. first
2. second
   - with a point
   - and another
3. third

- [x] done
- [ ] to do

| Left | Middle | Right |
|:-----|:------:|------:|
| a | b | c |
| a longer cell | **strong** | 1,000 |

```python
def answer():
    return 42
```

Links: [with words](https://example.com), bare https://example.com/path?q=1, <https://example.org>, mail to
hello@example.com.

![A picture](https://example.com/picture.png)

---

Averylongwordwithoutanyplacetobreakitwhichhastobebrokenallthesameorelseitwouldleavethebubbleonitsrightside.

שלום, this line begins from the right.";

pub(super) const HOSTILE: &str = "<script>window.hacked = true</script>

<img src=x onerror=\"window.hacked = true\"> <p class=\"overlay\">covered</p>

[click me](javascript:window.hacked=true) [and me](data:text/html,<script>1</script>)

![pixel](https://tracker.example/pixel.gif)";
