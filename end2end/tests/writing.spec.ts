import { attach, compose, composed, composer, download, draftPath, goTo, read, row, rows, send, undo } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA, GRACE } from '../fixtures/pillarbox.ts';
import { alive, expect, hasScripts, open, signIn, signOut, test } from '../fixtures/test.ts';

const FILE = { name: 'Übersicht 2026.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([...Array(70_000).keys()].map((n) => n % 251)) };

test('a message with an attachment reaches the other user, whole', async ({ inbox }) => {
  await compose(inbox);
  await inbox.getByLabel('To', { exact: true }).fill(GRACE.address);
  await inbox.getByLabel('Subject').fill('Grüße & the <plan>');
  await inbox.getByLabel('Message', { exact: true }).fill('Dear Grace,\n\nthe plan is attached. ✓\n');
  await attach(inbox, FILE);
  await send(inbox);
  await goTo(inbox, 'Sent');
  await expect(row(inbox, 'Grüße & the <plan>')).toContainText(/Grace|grace@/);

  await signOut(inbox);
  await signIn(inbox, GRACE);
  const article = await read(inbox, 'Grüße & the <plan>');
  await expect(article).toContainText('the plan is attached. ✓');
  expect(await download(inbox, FILE.name)).toEqual(FILE.buffer);
});

test('a draft is kept with every field and file, and can be thrown away', async ({ inbox }) => {
  await compose(inbox);
  await inbox.getByLabel('To', { exact: true }).fill('Grace <grace@pillarbox.test>, ');
  await inbox.getByText('Cc/Bcc').click();
  await inbox.getByLabel('Cc', { exact: true }).fill('mary@engine.test');
  await inbox.getByLabel('Bcc', { exact: true }).fill('hidden@engine.test');
  await inbox.getByLabel('Subject').fill('Not finished');
  await inbox.getByLabel('Message', { exact: true }).fill('So far');
  await attach(inbox, FILE);
  await inbox.getByRole('button', { name: 'Save', exact: true }).click();
  await alive(inbox);
  if (hasScripts()) await expect(inbox.getByText('Saved.', { exact: true })).toBeVisible();
  await open(inbox, '/mail/drafts');
  await row(inbox, 'Not finished').getByRole('link').click();
  await composer(inbox);
  await expect(inbox.getByLabel('To', { exact: true })).toHaveValue(/grace@pillarbox\.test/);
  await expect(inbox.getByLabel('Cc', { exact: true })).toHaveValue(/mary@engine\.test/);
  await expect(inbox.getByLabel('Bcc', { exact: true })).toHaveValue(/hidden@engine\.test/);
  await expect(inbox.getByLabel('Message', { exact: true })).toHaveValue('So far');
  await expect(inbox.getByText(FILE.name)).toBeVisible();

  await inbox.getByRole('button', { name: 'Discard draft' }).click();
  await composed(inbox);
  await open(inbox, '/mail/drafts');
  await expect(row(inbox, 'Not finished')).toHaveCount(0);
});

test('who gets copies is folded away until there is somebody, and the keyboard opens it', async ({ inbox }) => {
  await compose(inbox);
  const [to, cc, bcc, subject] = ['To', 'Cc', 'Bcc', 'Subject'].map((name) => inbox.getByLabel(name, { exact: true }));
  const path = await draftPath(inbox);
  await expect(cc!).toBeHidden();
  await expect(bcc!).toBeHidden();
  await to!.focus();
  await inbox.keyboard.press('Tab');
  await inbox.keyboard.press('Enter');
  for (const field of [cc, bcc, subject]) {
    await inbox.keyboard.press('Tab');
    await expect(field!).toBeFocused();
  }
  await bcc!.fill('hidden@engine.test');
  await inbox.getByRole('button', { name: 'Save', exact: true }).click();
  await alive(inbox);
  if (hasScripts()) await expect(inbox.getByText('Saved.', { exact: true })).toBeVisible();
  await open(inbox, path);
  await expect(bcc!).toBeVisible();
  await expect(bcc!).toHaveValue('hidden@engine.test');
});

test('who speaks of an attachment and has none is asked, and may go back or send all the same', async ({ inbox }) => {
  await compose(inbox);
  await inbox.getByLabel('To', { exact: true }).fill(GRACE.address);
  await inbox.getByLabel('Subject').fill('The plan');
  await inbox.getByLabel('Message', { exact: true }).fill('The plan is attached.');
  const question = inbox.getByRole('dialog', { name: 'No file is attached' });
  await expect(question).toBeHidden();
  await inbox.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(question).toBeVisible();
  await question.getByRole('button', { name: 'Go back' }).click();
  await expect(question).toBeHidden();
  await expect(inbox.getByLabel('Message', { exact: true })).toHaveValue('The plan is attached.');
  await composer(inbox);

  await inbox.getByRole('button', { name: 'Send', exact: true }).click();
  await question.getByRole('button', { name: 'Send anyway' }).click();
  await composed(inbox);
  await signOut(inbox);
  await signIn(inbox, GRACE);
  await expect(await read(inbox, 'The plan')).toContainText('The plan is attached.');
});

test('who speaks of an attachment and has one is not asked', async ({ inbox }) => {
  await compose(inbox);
  await inbox.getByLabel('To', { exact: true }).fill(GRACE.address);
  await inbox.getByLabel('Message', { exact: true }).fill('The plan is attached.');
  await attach(inbox, FILE);
  await send(inbox);
});

test('an attached file can be taken off again', async ({ inbox }) => {
  await compose(inbox);
  await attach(inbox, FILE, { ...FILE, name: 'second.bin' });
  await inbox.getByRole('button', { name: `Remove “${FILE.name}”` }).click();
  await expect(inbox.getByRole('button', { name: `Remove “${FILE.name}”` })).toHaveCount(0);
  await expect(inbox.getByRole('button', { name: 'Remove “second.bin”' })).toBeVisible();
});

test('a reply quotes, answers whom it should, and joins the conversation', async ({ inbox, pillarbox }) => {
  await pillarbox.import(
    ADA.address,
    message({
      subject: 'Tea on Sunday?',
      from: 'Grace <grace@pillarbox.test>',
      to: 'ada@pillarbox.test, mary@engine.test',
      cc: 'joseph@loom.test',
      text: 'At four.\n',
    }),
  );
  await open(inbox, '/mail/inbox');
  await read(inbox, 'Tea on Sunday?');
  await inbox.getByRole('button', { name: 'Reply all' }).click();
  await composer(inbox);
  await expect(inbox.getByLabel('Cc', { exact: true })).toBeVisible();
  const people = `${await inbox.getByLabel('To', { exact: true }).inputValue()} ${await inbox.getByLabel('Cc', { exact: true }).inputValue()}`;
  for (const one of ['grace@pillarbox.test', 'mary@engine.test', 'joseph@loom.test']) expect(people).toContain(one);
  expect(people).not.toContain('ada@pillarbox.test');
  await inbox.getByRole('button', { name: 'Discard draft' }).click();
  await composed(inbox);

  await open(inbox, '/mail/inbox');
  await read(inbox, 'Tea on Sunday?');
  await inbox.getByRole('button', { name: 'Reply', exact: true }).click();
  await composer(inbox);
  await expect(inbox.getByLabel('To', { exact: true })).toHaveValue(/grace@pillarbox\.test/);
  await expect(inbox.getByLabel('Subject')).toHaveValue('Re: Tea on Sunday?');
  const body = inbox.getByLabel('Message', { exact: true });
  await expect(body).toHaveValue(/> At four\./);
  await body.fill(`Gladly.\n\n${await body.inputValue()}`);
  await send(inbox);

  await signOut(inbox);
  await signIn(inbox, GRACE);
  await expect(await read(inbox, 'Re: Tea on Sunday?')).toContainText('Gladly.');
});

test('forwarding takes the original’s attachments along', async ({ inbox, pillarbox }) => {
  const content = Buffer.from('a,b\n1,2\n');
  await pillarbox.import(
    ADA.address,
    message({ subject: 'Figures', text: 'Here they are.', files: [{ name: 'figures.csv', type: 'text/csv', content }] }),
  );
  await open(inbox, '/mail/inbox');
  await read(inbox, 'Figures');
  await inbox.getByRole('button', { name: 'Forward' }).click();
  await composer(inbox);
  await expect(inbox.getByLabel('Subject')).toHaveValue(/^Fwd?: Figures$/);
  await expect(inbox.getByRole('button', { name: 'Remove “figures.csv”' })).toBeVisible();
  await inbox.getByLabel('To', { exact: true }).fill(GRACE.address);
  await send(inbox);
  await signOut(inbox);
  await signIn(inbox, GRACE);
  await expect(await read(inbox, 'Fwd: Figures')).toContainText('Here they are.');
  expect(await download(inbox, 'figures.csv')).toEqual(content);
});

test('what is not an address is named, and what was typed stays', async ({ inbox }) => {
  await compose(inbox);
  await inbox.getByLabel('To', { exact: true }).fill('nobody in particular');
  await inbox.getByLabel('Subject').fill('Stays');
  await inbox.getByLabel('Message', { exact: true }).fill('Stays too');
  await inbox.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(inbox.getByText('“nobody in particular” is not an e-mail address').first()).toBeVisible();
  await expect(inbox.getByLabel('Subject')).toHaveValue('Stays');
  await expect(inbox.getByLabel('Message', { exact: true })).toHaveValue('Stays too');
});

test('a session that ends while writing takes no text along', async ({ inbox, pillarbox }) => {
  await compose(inbox);
  await inbox.getByLabel('To', { exact: true }).fill(GRACE.address);
  await inbox.getByLabel('Subject').fill('Half a thought');
  const body = inbox.getByLabel('Message', { exact: true });
  await body.fill('A long letter');
  await pillarbox.command(['user', 'passwd', ADA.address], ['a new long secret']);
  await body.fill('A long letter, and the last of it');
  await inbox.getByRole('button', { name: 'Send', exact: true }).click();
  if (hasScripts()) {
    await expect(inbox.getByRole('alert')).toContainText(/signed out/i);
    await expect(body).toHaveValue('A long letter, and the last of it');
    await inbox.getByRole('alert').getByRole('link', { name: 'Sign in' }).click();
  }

  // Who mistypes now has lost nothing either.
  for (const password of ['mistyped', 'a new long secret']) {
    await inbox.getByLabel('Address').fill(ADA.address);
    await inbox.getByLabel('Password').fill(password);
    await inbox.getByRole('button', { name: 'Sign in' }).click();
    if (password === 'mistyped') await expect(inbox.getByRole('alert')).toContainText('wrong');
  }
  await composer(inbox);
  await expect(inbox.getByLabel('To', { exact: true })).toHaveValue(/grace@pillarbox\.test/);
  await expect(inbox.getByLabel('Subject')).toHaveValue('Half a thought');
  await expect(body).toHaveValue('A long letter, and the last of it');
});

test('what is sent twice, by two clicks or from two windows, is sent once', async ({ inbox, context }) => {
  await compose(inbox);
  await inbox.getByLabel('To', { exact: true }).fill(GRACE.address);
  await inbox.getByLabel('Subject').fill('Only once');
  await inbox.getByLabel('Message', { exact: true }).fill('Truly.');
  await inbox.getByRole('button', { name: 'Save', exact: true }).click();
  await alive(inbox);
  if (hasScripts()) await expect(inbox.getByText('Saved.', { exact: true })).toBeVisible();
  const other = await context.newPage();
  await open(other, await draftPath(inbox));
  await expect(other.getByLabel('Subject')).toHaveValue('Only once');

  await inbox.getByRole('button', { name: 'Send', exact: true }).dblclick();
  await composed(inbox);
  await other.getByRole('button', { name: 'Send', exact: true }).click();
  await composed(other);

  await open(inbox, '/mail/sent');
  await expect(row(inbox, 'Only once')).toHaveCount(1);
  await signOut(inbox);
  await signIn(inbox, GRACE);
  await expect(row(inbox, 'Only once')).toHaveCount(1);
});

test.describe('while a message is held', () => {
  test.use({ settings: { PILLARBOX_SEND_HOLD_SECONDS: '60' } });

  test('sending can be undone, and the draft is back', async ({ inbox }) => {
    await compose(inbox);
    await inbox.getByLabel('To', { exact: true }).fill(GRACE.address);
    await inbox.getByLabel('Subject').fill('Too soon');
    await send(inbox);
    await undo(inbox);
    await composer(inbox);
    await expect(inbox.getByLabel('Subject')).toHaveValue('Too soon');
    await open(inbox, '/mail/sent');
    await expect(row(inbox, 'Too soon')).toHaveCount(0);
  });
});

test('a mailto address opens a draft with its fields', async ({ inbox }) => {
  await open(inbox, '/compose?to=grace%40pillarbox.test&subject=From%20a%20link&body=Hello');
  await inbox.getByRole('button', { name: 'Start writing' }).click();
  await composer(inbox);
  await expect(inbox.getByLabel('To', { exact: true })).toHaveValue(/grace@pillarbox\.test/);
  await expect(inbox.getByLabel('Subject')).toHaveValue('From a link');
  await expect(inbox.getByLabel('Message', { exact: true })).toHaveValue(/Hello/);
  expect(await rows(inbox).count()).toBe(0);
});
