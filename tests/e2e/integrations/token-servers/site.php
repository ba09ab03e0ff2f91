<?php
// A site with the recipe for PHP. The cookie `user` stands for its login.

if (preg_match('/^\w+$/', $_COOKIE['user'] ?? '')) {
    session_id($_COOKIE['user']);
    session_start();
    // What logins write if nobody is logged in.
    $nobody = ['null' => null, 'false' => false, 'empty' => ''];
    $_SESSION['user_id'] = array_key_exists($_COOKIE['user'], $nobody) ? $nobody[$_COOKIE['user']] : $_COOKIE['user'];
}
require __DIR__ . '/../../../../examples/token-servers/chat-token.php';
