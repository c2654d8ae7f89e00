import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { read, row } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA, Pillarbox } from '../fixtures/pillarbox.ts';
import type { Box, PostOffice } from '../fixtures/post_office.ts';
import { alive, expect, hasScripts, open, signIn, test as base } from '../fixtures/test.ts';

// Ada adds the mailbox that she has at a provider.
const test = base.extend<{ box: Box }>({
  settings: async ({ office }, use) =>
    use({
      PILLARBOX_TLS_CA_FILE: office.certificates.authority,
      PILLARBOX_NETWORK_ALLOW_PRIVATE: 'true',
      PILLARBOX_NETWORK_PORTS: ports(office),
      PILLARBOX_LIMITS_MESSAGE: '20000',
    }),
  box: async ({ office }, use) => use(office.nextBox()),
});

function ports({ dovecot, postfix }: PostOffice): string {
  return [dovecot.tls, dovecot.plain, postfix.tls, postfix.startTls].join(',');
}

/** Gets to the form of a new account, and fills it in for a mailbox of the test's provider. */
async function fillIn(page: Page, office: PostOffice, box: Box, password = box.password): Promise<void> {
  await open(page, '/settings');
  await page.getByRole('link', { name: 'Add a mail account' }).click();
  await page.getByLabel('Your address there').fill(box.address);
  await alive(page);
  await page.getByRole('button', { name: 'Enter the settings by hand' }).click();
  await expect(page.getByLabel('User name', { exact: true })).toHaveValue(box.address);
  await alive(page);
  await page.getByLabel('POP3 server').fill('localhost');
  await page.getByLabel('Port', { exact: true }).fill(String(office.dovecot.tls));
  await page.getByLabel('User name', { exact: true }).fill(box.name);
  await page.getByLabel('Password', { exact: true }).fill(password);
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
}

/** Saves, and waits for the list of accounts. */
async function save(page: Page): Promise<void> {
  await press(page, 'Save');
  await expect(page).toHaveURL(/\/settings(\?|$)/);
  await alive(page);
}

const card = (page: Page, box: Box) => page.getByRole('article', { name: box.address });

test('a mailbox is added by hand, tried, and collected', async ({ inbox, office, box }) => {
  await office.deliver(box, message({ subject: 'From the old provider', text: 'x' }));
  await fillIn(inbox, office, box);
  await inbox.getByLabel('stays there for ever').check();
  await inbox.getByLabel("is sent by the provider's SMTP server").check();
  await inbox.getByLabel('SMTP server', { exact: true }).fill('localhost');
  await inbox.getByLabel('SMTP port').fill(String(office.postfix.tls));
  await inbox.getByLabel('User name for sending').fill(box.name);
  await press(inbox, 'Test');
  await expect(inbox.locator('#outcome')).toContainText(/Signed in\. 1 message, .* Sending works too\./);
  // Without scripts the page is a new one, and has no password.
  const password = inbox.getByLabel('Password', { exact: true });
  await expect(password).toHaveValue(hasScripts() ? box.password : '');
  await expect(inbox.getByLabel('stays there for ever')).toBeChecked();
  await password.fill(box.password);
  await save(inbox);
  await expect(inbox.locator('.toasts')).toContainText(`${box.address} is added`);
  await expect(card(inbox, box)).toContainText('Mail stays there as well.');
  await expect(card(inbox, box)).toContainText('Every 5 minutes.');
  await expect
    .poll(async () => {
      await inbox.goto('/mail/inbox');
      return row(inbox, 'From the old provider').count();
    })
    .toBe(1);
  await open(inbox, '/settings');
  await expect(card(inbox, box)).toContainText('1 message,');
  expect(await inbox.content()).not.toContain(box.password);
});

test('what is wrong is said, and nothing that was typed is lost', async ({ inbox, office, box }) => {
  await fillIn(inbox, office, box, 'not the password');
  await inbox.getByLabel('Days').first().fill('30');
  await press(inbox, 'Save');
  const outcome = inbox.locator('#outcome');
  await expect(outcome).toContainText(`localhost refused the name or password for ${box.name}`);
  await expect(outcome).toContainText('not the one you sign in to Pillarbox with');
  await expect(inbox.getByRole('button', { name: 'Save anyway' })).toHaveCount(0);
  await alive(inbox);
  await expect(inbox.getByLabel('Days').first()).toHaveValue('30');
  await expect(inbox.getByLabel('POP3 server')).toHaveValue('localhost');
  // Nobody listens on port 995 here; that may pass.
  await inbox.getByLabel('Port', { exact: true }).fill('995');
  await inbox.getByLabel('Password', { exact: true }).fill(box.password);
  await press(inbox, 'Save');
  await expect(outcome).toContainText('Could not reach localhost: connection refused');
  await alive(inbox);
  await inbox.getByLabel('Password', { exact: true }).fill(box.password);
  await press(inbox, 'Save anyway');
  await expect(inbox).toHaveURL(/\/settings(\?|$)/);
  await expect(card(inbox, box)).toContainText('30 days');
});

test('without encryption nothing is sent until it was understood', async ({ inbox, office, box }) => {
  await fillIn(inbox, office, box);
  await inbox.getByLabel('Port', { exact: true }).fill(String(office.dovecot.plain));
  await inbox.getByLabel('Encryption').first().selectOption('clear');
  await press(inbox, 'Save');
  await expect(inbox.locator('#outcome')).toContainText('everybody on the way can read your password');
  await alive(inbox);
  await inbox.getByLabel('Password', { exact: true }).fill(box.password);
  await inbox.getByLabel(/I understand/).check();
  await save(inbox);
  await expect(card(inbox, box)).toContainText('pop3+insecure://');
});

base('a certificate that nobody trusts is named, and gets no password', async ({ office, browser, demonstration }) => {
  // A server of its own settings: this one does not know the provider's authority.
  const folder = await mkdtemp(join(tmpdir(), 'pillarbox-test-'));
  await cp(demonstration, join(folder, 'data'), { recursive: true });
  const settings = { PILLARBOX_NETWORK_ALLOW_PRIVATE: 'true', PILLARBOX_NETWORK_PORTS: ports(office) };
  const pillarbox = new Pillarbox(join(folder, 'data'), settings);
  await pillarbox.start();
  const context = await browser.newContext({ baseURL: pillarbox.origin, javaScriptEnabled: hasScripts() });
  const page = await context.newPage();
  await signIn(page, ADA);
  await fillIn(page, office, office.nextBox());
  await press(page, 'Save');
  await expect(page.locator('#outcome')).toContainText('The certificate of localhost is not trusted');
  await expect(page.locator('#outcome')).toContainText('Your password was not sent');
  await context.close();
  await pillarbox.stop();
  await rm(folder, { recursive: true, force: true });
});

test('an account is paused, gone on with, changed and removed', async ({ inbox, office, box }) => {
  await fillIn(inbox, office, box);
  await save(inbox);
  await press(inbox, `Pause: ${box.address}`);
  await expect(card(inbox, box)).toContainText('Paused');
  await alive(inbox);
  await press(inbox, `Go on: ${box.address}`);
  await expect(card(inbox, box)).not.toContainText('Paused');
  await alive(inbox);

  await inbox.getByRole('link', { name: `Change ${box.address}` }).click();
  await expect(inbox.getByLabel('POP3 server')).toHaveValue('localhost');
  await alive(inbox);
  await expect(inbox.getByLabel('Password', { exact: true })).toHaveValue('');
  await inbox.getByLabel('is deleted there at once').check();
  await save(inbox);
  await expect(card(inbox, box)).toContainText('Mail is deleted there once it is safely here.');

  await inbox.getByRole('link', { name: `Remove ${box.address}` }).click();
  await expect(inbox.getByRole('heading', { level: 1 })).toHaveText(`Remove ${box.address}?`);
  await alive(inbox);
  await press(inbox, 'Remove the account');
  await expect(inbox).toHaveURL(/\/settings(\?|$)/);
  await expect(inbox.getByText('No mailbox is collected yet.')).toBeVisible();
});

test('a password that the provider refuses thrice is told everywhere, and its form is one click away', async ({
  inbox,
  pillarbox,
  office,
  box,
}) => {
  await pillarbox.command(['account', 'add', ADA.address, office.pop3s(box), '--address', box.address], ['old password']);
  for (let n = 0; n < 3; n += 1) expect((await pillarbox.run(['collect', ADA.address])).status).toBe(1);
  await open(inbox, '/mail/inbox');
  const notice = inbox.getByText(`localhost refuses the password of ${box.address}`);
  await expect(notice).toBeVisible();
  await inbox.getByRole('link', { name: 'Give the right password' }).click();
  await expect(inbox.getByRole('heading', { level: 1 })).toHaveText(box.address);
  await alive(inbox);
  await inbox.getByLabel('Password', { exact: true }).fill(box.password);
  await save(inbox);
  await expect(notice).toHaveCount(0);
  await expect(card(inbox, box)).toContainText('Every 5 minutes.');
});

test('of a message that is too large the headers come, and the rest when it is asked for', async ({ inbox, pillarbox, office, box }) => {
  await office.deliver(box, message({ subject: 'All the plans', text: `The beginning. ${'A line of plans.\n'.repeat(3_000)}` }));
  await pillarbox.command(['account', 'add', ADA.address, office.pop3s(box), '--address', box.address], [box.password]);
  await pillarbox.command(['collect', ADA.address]);
  await open(inbox, '/mail/inbox');
  const letter = await read(inbox, 'All the plans');
  await expect(letter).toContainText(/This message has \d+ KB, more than is collected by itself/);
  await press(inbox, 'Fetch now');
  await expect(letter).toContainText('It is being fetched.');
  await expect
    .poll(async () => {
      if (!hasScripts()) await inbox.reload();
      return inbox.getByText('The beginning.').count();
    })
    .toBeGreaterThan(0);
  await expect(inbox.getByRole('button', { name: 'Fetch now' })).toHaveCount(0);
});
