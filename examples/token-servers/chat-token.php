<?php
// Gives chat tokens to visitors who are logged in. For PHP 8.1 or newer. Tokens and counts are in the visitor's session.

declare(strict_types=1);

const REQUESTS_PER_MINUTE = 10;

/** Seconds after a failure of the token endpoint before the next request to it. */
const FAILURE_PAUSE_S = 5;

function respond(int $status, array $body): never
{
    http_response_code($status);
    header('Content-Type: application/json');
    header('Cache-Control: no-store');
    exit(json_encode($body));
}

function get_token(bool $force_refresh): ?string
{
    $cached = $_SESSION['chat_token'] ?? ['token' => '', 'issued_at' => 0, 'expires_at' => 0];
    // The widget asks for another token if the server has refused the last one.
    if (time() < $cached['expires_at'] && (!$force_refresh || time() - $cached['issued_at'] < 10)) {
        return $cached['token'];
    }
    if (time() - ($_SESSION['chat_token_failed_at'] ?? 0) < FAILURE_PAUSE_S) {
        return null;
    }
    $url = (getenv('OCS_URL') ?: 'https://www.openchatstudio.com') . '/o/token/';
    foreach (['OCS_CLIENT_ID', 'OCS_CLIENT_SECRET'] as $name) {
        if ((string) getenv($name) === '') {
            error_log("chat token: missing in the environment: $name");
            return null;
        }
    }
    $pair = rawurlencode((string) getenv('OCS_CLIENT_ID')) . ':' . rawurlencode((string) getenv('OCS_CLIENT_SECRET'));
    $context = stream_context_create(['http' => [
        'method' => 'POST',
        'header' => ['Authorization: Basic ' . base64_encode($pair), 'Content-Type: application/x-www-form-urlencoded'],
        'content' => http_build_query(['grant_type' => 'client_credentials', 'scope' => 'chat:start']),
        'timeout' => 10,
        'follow_location' => 0, // The secret goes to this address only.
    ]]);
    // Other pages of this visitor, which use the same session, do not wait for the token endpoint.
    session_write_close();
    $body = json_decode((string) @file_get_contents($url, false, $context), true);
    session_start();
    $token = $body['access_token'] ?? null;
    if (!is_string($token) || $token === '') {
        error_log('chat token: the token endpoint responded without a token');
        $_SESSION['chat_token_failed_at'] = time();
        return null;
    }
    $seconds = (int) ($body['expires_in'] ?? 0);
    $expires_at = time() + $seconds - (int) min(60, $seconds / 2);
    $_SESSION['chat_token'] = ['token' => $token, 'issued_at' => time(), 'expires_at' => $expires_at];
    return $token;
}

if ($_SERVER['REQUEST_METHOD'] !== 'POST') {
    header('Allow: POST');
    respond(405, ['detail' => 'Use POST.']);
}
// Pages of other sites cannot send this header.
if (($_SERVER['HTTP_X_REQUESTED_WITH'] ?? '') !== 'ocs-chat') {
    respond(403, ['detail' => 'Send the header X-Requested-With: ocs-chat.']);
}
if (session_status() !== PHP_SESSION_ACTIVE) {
    session_start();
}
// What your site's login writes into the session.
if (empty($_SESSION['user_id'])) {
    respond(401, ['detail' => 'Log in to chat.']);
}
$minute = intdiv(time(), 60);
$counted = $_SESSION['chat_requests'] ?? [];
$count = ($counted['minute'] ?? 0) === $minute ? $counted['count'] + 1 : 1;
$_SESSION['chat_requests'] = ['minute' => $minute, 'count' => $count];
if ($count > REQUESTS_PER_MINUTE) {
    header('Retry-After: 60');
    respond(429, ['detail' => 'Too many requests.']);
}
$token = get_token(isset($_GET['force_refresh']));
if ($token === null) {
    respond(502, ['detail' => 'The chat is not available at the moment.']);
}
respond(200, ['token' => $token]);
