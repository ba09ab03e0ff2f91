// Runs a copy of Debian's WordPress with a MariaDB and a PHP server of its own, on the loopback interface only.

import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../support/free-port.js';

const run = promisify(execFile);
const { MARIADB, MARIADB_INSTALL, PHP, WORDPRESS } = process.env;

export const PASSWORD = 'correct horse battery';

/** Repeats an action until it succeeds. */
async function eventually(action, seconds = 60) {
  for (const end = Date.now() + seconds * 1000; ; await wait(100)) {
    try {
      return await action();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** Starts a program, and returns a function that stops it with its children. */
function start(program, args, options) {
  const child = spawn(program, args, { ...options, detached: true, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('exit', resolve));
  return async () => {
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended.
    }
    await ended;
  };
}

async function startDatabase(folder) {
  const data = join(folder, 'database');
  const socket = join(folder, 'sql');
  const user = `--user=${userInfo().username}`;
  await run(MARIADB_INSTALL, ['--no-defaults', '--auth-root-authentication-method=normal', '--skip-test-db', `--datadir=${data}`, user]);
  const options = [`--datadir=${data}`, `--socket=${socket}`, `--pid-file=${join(folder, 'pid')}`, '--skip-networking', '--innodb-flush-log-at-trx-commit=0'];
  const stop = start(MARIADB, ['--no-defaults', user, ...options]);
  const create = `$sql = new mysqli(null, 'root', '', null, 0, ${JSON.stringify(socket)}); $sql->query('CREATE DATABASE wordpress');`;
  await eventually(() => run(PHP, ['-r', create]));
  return { socket, stop };
}

const configuration = (socket, log) => `<?php
define( 'DB_NAME', 'wordpress' );
define( 'DB_USER', 'root' );
define( 'DB_PASSWORD', '' );
define( 'DB_HOST', 'localhost:${socket}' );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
${['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'].map((name) => `define( '${name}_KEY', '${randomBytes(16).toString('hex')}' ); define( '${name}_SALT', '${randomBytes(16).toString('hex')}' );`).join('\n')}
define( 'FS_METHOD', 'direct' );
define( 'WP_HTTP_BLOCK_EXTERNAL', true );
define( 'DISABLE_WP_CRON', true );
define( 'WP_DEBUG', true );
define( 'WP_DEBUG_DISPLAY', false );
define( 'WP_DEBUG_LOG', '${log}' );
$table_prefix = 'wp_';
defined( 'ABSPATH' ) || define( 'ABSPATH', __DIR__ . '/' );
require_once ABSPATH . 'wp-settings.php';
`;

/** Starts an installed WordPress with the administrator `admin`. */
export async function startWordPress() {
  const folder = await mkdtemp(join(tmpdir(), 'wp-'));
  const root = join(folder, 'site');
  const log = join(folder, 'debug.log');
  // Debian's own configuration of the web server and of WordPress is for an installed package.
  const filter = (path) => !/\/(\.htaccess|wp-config\.php)$/.test(path);
  await cp(WORDPRESS, root, { recursive: true, dereference: true, filter });
  const plugins = join(root, 'wp-content/mu-plugins');
  await mkdir(plugins, { recursive: true });
  for (const name of ['site.php', 'optimizer.php']) await cp(new URL(name, import.meta.url).pathname, join(plugins, name));
  const database = await startDatabase(folder);
  await writeFile(join(root, 'wp-config.php'), configuration(database.socket, log));
  const port = await freePort();
  const environment = { ...process.env, PHP_CLI_SERVER_WORKERS: '4' };
  const stopServer = start(PHP, ['-S', `localhost:${port}`, '-t', root], { cwd: root, env: environment });
  const url = `http://localhost:${port}/`;
  const install = new URLSearchParams({
    weblog_title: 'A site',
    user_name: 'admin',
    admin_password: PASSWORD,
    admin_password2: PASSWORD,
    admin_email: 'admin@example.org',
    pw_weak: '1',
    blog_public: '0',
  });
  await eventually(async () => {
    const response = await fetch(`${url}wp-admin/install.php?step=2`, { method: 'POST', body: install });
    if (!(await response.text()).includes('wp-login.php')) throw new Error('WordPress was not installed');
  });

  /** Runs the body of a PHP function in WordPress, and returns its result. `$in` has the values. */
  async function php(code, values = {}) {
    const program = `$_SERVER['HTTP_HOST'] = 'localhost:${port}'; require 'wp-load.php'; $in = json_decode(getenv('VALUES'), true); echo "\\x1e" . json_encode((function () use ($in) { ${code} })());`;
    const { stdout } = await run(PHP, ['-r', program], { cwd: root, env: { ...process.env, VALUES: JSON.stringify(values) }, maxBuffer: 1e8 });
    return JSON.parse(stdout.split('\x1e').at(-1));
  }

  return {
    url,
    root,
    php,
    /** Installs the plugin from its zip file if it is missing: for one site, or for the network. */
    ensurePlugin: (zip, forNetwork = false) =>
      php(
        "require_once ABSPATH . 'wp-admin/includes/admin.php'; if (is_plugin_active('ocs-chat/ocs-chat.php')) return; WP_Filesystem(); unzip_file($in[0], WP_PLUGIN_DIR); activate_plugin('ocs-chat/ocs-chat.php', '', $in[1]); return is_plugin_active('ocs-chat/ocs-chat.php');",
        [zip, forNetwork],
      ),
    /** Makes the site the first of a network. */
    async makeNetwork() {
      await php(
        "define('WP_INSTALLING_NETWORK', true); require_once ABSPATH . 'wp-admin/includes/admin.php'; require_once ABSPATH . 'wp-admin/includes/upgrade.php'; require_once ABSPATH . 'wp-admin/includes/network.php'; global $wpdb; foreach ($wpdb->tables('ms_global') as $name => $table) $wpdb->$name = $table; install_network(); return populate_network(1, $in, 'admin@example.org', 'Network', '/', false);",
        `localhost:${port}`,
      );
      const constants = {
        MULTISITE: true,
        SUBDOMAIN_INSTALL: false,
        DOMAIN_CURRENT_SITE: `localhost:${port}`,
        PATH_CURRENT_SITE: '/',
        SITE_ID_CURRENT_SITE: 1,
        BLOG_ID_CURRENT_SITE: 1,
      };
      const lines = Object.entries(constants).map(([name, value]) => `define( '${name}', ${JSON.stringify(value)} );`);
      const file = join(root, 'wp-config.php');
      await writeFile(file, (await readFile(file, 'utf8')).replace("define( 'WP_DEBUG',", `${lines.join('\n')}\ndefine( 'WP_DEBUG',`));
    },
    /** Stores settings of the plugin. */
    configure: (settings) => php("update_option('ocs_chat', $in); return get_option('ocs_chat');", settings),
    /** Adds a post of the administrator, who may use all HTML, and returns its address. */
    addPost: (post) =>
      php("kses_remove_filters(); return add_query_arg('p', wp_insert_post($in + ['post_status' => 'publish', 'post_author' => 1]), home_url('/'));", post),
    addUser: (name, role, more = {}) =>
      php("return username_exists($in['user_login']) ?: wp_insert_user($in);", {
        user_login: name,
        user_pass: PASSWORD,
        role,
        user_email: `${name}@example.org`,
        ...more,
      }),
    /** Lines of WordPress's log that name a file of the plugin. */
    pluginLog: async () => (await readFile(log, 'utf8').catch(() => '')).split('\n').filter((line) => line.includes('ocs-chat')),
    async stop() {
      await stopServer();
      await database.stop();
      await rm(folder, { recursive: true });
    },
  };
}
