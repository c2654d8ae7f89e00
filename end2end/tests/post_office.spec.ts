import { attach, compose, composer, read, row, send, goTo } from '../fixtures/mailbox.ts';
import { message } from '../fixtures/message.ts';
import { ADA, type Pillarbox } from '../fixtures/pillarbox.ts';
import type { Box, PostOffice } from '../fixtures/post_office.ts';
import { expect, open, signIn, test as base } from '../fixtures/test.ts';

// Two people whose mail is at a real provider, and who read and write it here.
const test = base.extend<{ box: Box; other: Box }>({
  settings: async ({ office }, use) =>
    use({ PILLARBOX_SEND_HOLD_SECONDS: '0', PILLARBOX_TLS_CA_FILE: office.certificates.authority }),
  box: async ({ office }, use) => use(office.nextBox()),
  other: async ({ office }, use) => use(office.nextBox()),
});

async function person(pillarbox: Pillarbox, office: PostOffice, box: Box): Promise<{ address: string; password: string }> {
  const who = { address: box.address.replace('@example.test', '@pillarbox.test'), password: 'a long enough secret' };
  await pillarbox.command(['user', 'add', who.address], [who.password]);
  await pillarbox.command(
    ['account', 'add', who.address, office.pop3s(box), '--address', box.address, '--smtp', office.smtp(box), '--leave', 'keep'],
    [box.password, box.password],
  );
  return who;
}

test('mail is collected over TLS, answered with a file, and what one sends the other collects', async ({
  page,
  pillarbox,
  office,
  box,
  other,
}) => {
  await office.deliver(
    box,
    message({ subject: 'From the provider', from: `Other <${other.address}>`, to: box.address, text: 'Collected?' }),
  );
  const who = await person(pillarbox, office, box);
  const report = JSON.parse(await pillarbox.command(['collect', who.address, '--json']));
  expect(report).toMatchObject({ new: 1, failed: false });

  await signIn(page, who);
  await read(page, 'From the provider');
  await page.getByRole('button', { name: 'Reply', exact: true }).click();
  await composer(page);
  const body = page.getByLabel('Message', { exact: true });
  await body.fill(`Yes: collected – “quite” so.\n\n${await body.inputValue()}`);
  await page.getByText('Cc/Bcc').click();
  await page.getByLabel('Bcc', { exact: true }).fill('secret-reader@example.test, ' + box.address);
  await page.getByLabel('Subject').fill('Re: From the provider – größer');
  const file = { name: 'añejo 日本.bin', mimeType: 'application/octet-stream', buffer: Buffer.from([0, 255, 13, 10, 46, 13, 10, 0]) };
  await attach(page, file);
  await send(page);

  await expect.poll(async () => (await office.sources(other)).length, { timeout: 20_000 }).toBe(1);
  const [source] = await office.sources(other);
  expect(source!.toString('latin1')).not.toContain('secret-reader');
  expect(source!.toString('latin1')).not.toMatch(/^Bcc:/im);
  const [arrived] = await office.read(other);
  expect(arrived!.headers.subject).toBe('Re: From the provider – größer');
  expect(arrived!.headers.from).toContain(box.address);
  expect(arrived!.headers['in-reply-to']).toBeTruthy();
  expect(arrived!.headers.references).toContain(arrived!.headers['in-reply-to']);
  expect(Date.parse(arrived!.headers.date!)).toBeGreaterThan(Date.now() - 120_000);
  expect(arrived!.text).toContain('Yes: collected – “quite” so.');
  expect(arrived!.attachments).toEqual([
    { name: file.name, type: file.mimeType, base64: file.buffer.toString('base64') },
  ]);

  const second = await person(pillarbox, office, other);
  await pillarbox.command(['collect', second.address]);
  await page.context().clearCookies();
  await signIn(page, second);
  await expect(row(page, 'Re: From the provider – größer')).toBeVisible();
});

test('collecting twice brings nothing twice, and "delete" leaves nothing behind', async ({ pillarbox, office, box }) => {
  for (let n = 0; n < 5; n++) await office.deliver(box, message({ subject: `No. ${n}`, text: 'x' }));
  await pillarbox.command(['account', 'add', ADA.address, office.pop3(box), '--leave', 'delete'], [box.password]);
  const pass = async () => JSON.parse(await pillarbox.command(['collect', ADA.address, '--json']));
  expect(await pass()).toMatchObject({ new: 5, failed: false });
  expect(await pass()).toMatchObject({ new: 0, failed: false });
  expect(await office.sources(box)).toEqual([]);
});

test('a refusal of the other server comes back as a notice that one understands', async ({ page, pillarbox, office, box }) => {
  const who = await person(pillarbox, office, box);
  await signIn(page, who);
  await compose(page);
  await page.getByLabel('From', { exact: true }).selectOption(box.address);
  await page.getByLabel('To', { exact: true }).fill('nobody-there@example.test');
  await page.getByLabel('Subject').fill('Anybody?');
  await send(page);
  await expect
    .poll(
      async () => {
        await goTo(page, 'Inbox');
        await page.reload();
        return page.getByRole('list', { name: 'Messages' }).getByRole('listitem').count();
      },
      { timeout: 20_000 },
    )
    .toBe(1);
  await page.getByRole('list', { name: 'Messages' }).getByRole('link').first().click();
  const article = page.getByRole('article').last();
  await expect(article).toContainText('nobody-there@example.test');
  await expect(article).toContainText(/User unknown/);
});

test('what goes wrong at the provider is said in a sentence', async ({ pillarbox, office, box }) => {
  const collect = async (url: string, password: string) => {
    await pillarbox.command(['account', 'add', ADA.address, url], [password]);
    const { status, output } = await pillarbox.run(['collect', ADA.address, '--json']);
    const accounts = await pillarbox.command(['account', 'list', ADA.address, '--json']);
    const id = JSON.parse(accounts.trim().split('\n').at(-1)!).id;
    await pillarbox.command(['account', 'remove', ADA.address, String(id)]);
    return { status, ...JSON.parse(output) };
  };
  expect(await collect(office.pop3s(box), 'not the password')).toMatchObject({
    status: 1,
    failed: true,
    problem: expect.stringMatching(/password|sign-in|refused/i),
  });
  const closed = await import('../fixtures/program.ts').then(({ freePort }) => freePort());
  expect(await collect(`pop3s://${box.name}@localhost:${closed}`, 'x')).toMatchObject({
    status: 1,
    problem: expect.stringMatching(/localhost.*refused|could not.*reach/i),
  });
});

base('a certificate that nobody trusts is not trusted', async ({ pillarbox, office }) => {
  const box = office.nextBox();
  await pillarbox.command(['account', 'add', ADA.address, office.pop3s(box)], [box.password]);
  const { status, output } = await pillarbox.run(['collect', ADA.address, '--json']);
  expect(status).toBe(1);
  expect(JSON.parse(output).problem).toMatch(/certificate/i);
});

test('settings show the account and its last passes, and "Check mail now" collects', async ({ page, pillarbox, office, box }) => {
  const who = await person(pillarbox, office, box);
  await signIn(page, who);
  await office.deliver(box, message({ subject: 'Fetched by hand', text: 'x' }));
  await open(page, '/settings');
  await expect(page.getByText(`pop3s://${box.name}@localhost`)).toBeVisible();
  await page.getByRole('button', { name: 'Check mail now' }).first().click();
  await expect
    .poll(
      async () => {
        await page.goto('/mail/inbox');
        return row(page, 'Fetched by hand').count();
      },
      { timeout: 20_000 },
    )
    .toBe(1);
  await open(page, '/settings');
  await expect(page.getByRole('table').getByText('Good').first()).toBeVisible();
});
