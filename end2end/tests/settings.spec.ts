import { ADA } from '../fixtures/pillarbox.ts';
import { freePort } from '../fixtures/program.ts';
import { alive, expect, hasScripts, open, signIn, test } from '../fixtures/test.ts';

test('sessions are listed, and another one can be ended', async ({ inbox, browser, pillarbox }) => {
  const elsewhere = await browser.newContext({ baseURL: pillarbox.origin, javaScriptEnabled: false });
  const other = await elsewhere.newPage();
  await other.goto('/sign-in');
  await other.getByLabel('Address').fill(ADA.address);
  await other.getByLabel('Password').fill(ADA.password);
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other).toHaveURL(/\/mail\/inbox/);

  await open(inbox, '/settings');
  await expect(inbox.getByText('This session')).toHaveCount(1);
  const end = inbox.getByRole('button', { name: /^End the session/ });
  await expect(end).toHaveCount(1);
  await end.click();
  await expect(end).toHaveCount(0);
  await other.goto('/mail/inbox');
  await expect(other).toHaveURL(/\/sign-in/);
  await elsewhere.close();
});

test('a new password holds, the old one does not', async ({ inbox, page }) => {
  const change = async (old: string, again = 'a much longer secret') => {
    await open(inbox, '/settings');
    await inbox.getByLabel('Current password').fill(old);
    await inbox.getByLabel('New password', { exact: true }).fill('a much longer secret');
    await inbox.getByLabel('New password again').fill(again);
    await inbox.getByRole('button', { name: 'Change password' }).click();
  };
  const said = inbox.locator('.toasts');
  await change('not my password');
  await expect(said).toContainText(/password/i);
  await expect(said).not.toContainText('is changed');
  await change(ADA.password, 'something else entirely');
  await expect(said).toContainText(/same|differ|match|twice/i);
  await change(ADA.password);
  await expect(said).toContainText('The password is changed');
  await open(inbox, '/mail/inbox');

  await page.context().clearCookies();
  await signIn(page, { address: ADA.address, password: 'a much longer secret' });
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByLabel('Address').fill(ADA.address);
  await page.getByLabel('Password').fill(ADA.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText('wrong');
});

test('the theme is chosen and stays chosen', async ({ inbox }) => {
  await open(inbox, '/settings');
  await inbox.getByLabel('Dark', { exact: true }).check();
  await inbox.getByRole('button', { name: 'Change appearance' }).click();
  await expect(inbox.locator('.toasts')).toContainText('The appearance is changed.');
  await alive(inbox);
  await open(inbox, '/mail/inbox');
  await expect(inbox.locator('html')).toHaveAttribute('data-theme', 'dark');
  await open(inbox, '/settings');
  await expect(inbox.getByLabel('Dark', { exact: true })).toBeChecked();
});

test('the log of an account is read on a phone without scrolling sideways', async ({ inbox, pillarbox }) => {
  const account = ['account', 'add', ADA.address, `pop3s://ada@localhost:${await freePort()}`, '--address', 'ada@example.test'];
  await pillarbox.command(account, ['secret']);
  // Nobody is there: that makes the longest line of a log.
  expect((await pillarbox.run(['collect', ADA.address])).status).toBe(1);
  await inbox.setViewportSize({ width: 360, height: 740 });
  await open(inbox, '/settings');
  const log = inbox.getByRole('region', { name: 'Last passes' });
  const overflow = () => log.evaluate((region) => region.scrollWidth - region.clientWidth);
  await expect(log.getByRole('row')).toHaveCount(2);
  const pass = log.getByRole('row').last();
  await expect(pass.getByRole('cell')).toHaveCount(6);
  await pass.scrollIntoViewIfNeeded();
  for (const cell of await pass.getByRole('cell').all()) await expect(cell).toBeInViewport({ ratio: 1 });
  await expect(pass).toContainText('Could not reach localhost');
  expect(await overflow()).toBe(0);
  // A wide screen has a table.
  await inbox.setViewportSize({ width: 1400, height: 900 });
  await expect(log.getByRole('columnheader', { name: 'Deleted there' })).toBeVisible();
});

test('an archive of another program is imported, and says what came of it', async ({ inbox }) => {
  const letter = (n: number) =>
    `From grace@example.test Mon Nov 23 10:00:00 2026\nFrom: Grace <grace@example.test>\n` +
    `Subject: Lost and found ${n}\nMessage-ID: <lost-${n}@example.test>\n\nAn old letter.\n\n`;
  const mbox = Buffer.from(Array.from({ length: 25 }, (_, n) => letter(n)).join(''));
  await open(inbox, '/settings');
  const imports = inbox.getByRole('region', { name: 'Import mail' });
  await imports.getByLabel('Into the folder').fill('Attic');
  await imports.getByLabel('Archives').setInputFiles({ name: 'attic.mbox', mimeType: 'application/mbox', buffer: mbox });
  await imports.getByRole('button', { name: 'Import' }).click();
  await expect(inbox.locator('.toasts')).toContainText('The archive is here and is being taken in.');
  const done = imports.getByText('25 messages were taken in.');
  // Without scripts the page tells once it is asked again.
  await expect(async () => {
    if (!hasScripts()) await open(inbox, '/settings');
    await expect(done).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await imports.getByRole('button', { name: 'Dismiss “attic.mbox”' }).click();
  await expect(done).toHaveCount(0);
  await inbox.goto('/search?q=subject:%22lost+and+found%22');
  await expect(inbox.getByText('Attic').first()).toBeVisible();
});

test('what lies in Trash is deleted for ever after days that the reader chooses', async ({ inbox }) => {
  await open(inbox, '/settings');
  const after = inbox.getByLabel('Delete for ever what lies there');
  await expect(after).toHaveValue('0');
  await after.selectOption({ label: 'after 30 days' });
  await inbox.getByRole('button', { name: 'Set for Trash and Spam' }).click();
  await expect(inbox.getByText(/What lies in Trash or Spam for 30 days is deleted for ever/)).toBeVisible();
  await open(inbox, '/settings');
  await expect(after).toHaveValue('30');
  await open(inbox, '/mail/spam');
  await expect(inbox.getByText('What has been here for 30 days is deleted for ever.')).toBeVisible();
});
