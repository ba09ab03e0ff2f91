<?php
// A site with the recipe for PHP. The cookie `user` stands for its login.

if (preg_match('/^\w+$/', $_COOKIE['user'] ?? '')) {
    session_id($_COOKIE['user']);
    session_start();
    $_SESSION['user_id'] = $_COOKIE['user'];
}
require __DIR__ . '/../../../../examples/token-servers/chat-token.php';
