import { hasCorpus, CORPUS, htmlVectors } from '../fixtures/corpus.ts';
import { message } from '../fixtures/message.ts';
import { ADA, type Pillarbox } from '../fixtures/pillarbox.ts';
import { expect, hasScripts, test } from '../fixtures/test.ts';
import { type Exhibit, Watch } from '../fixtures/watch.ts';

async function importAll(pillarbox: Pillarbox): Promise<Exhibit[]> {
  const vectors = await htmlVectors();
  await pillarbox.import(
    ADA.address,
    ...vectors.map(({ html }, n) => message({ subject: `Vector ${n}`, html, from: 'mallory@evil.test' })),
  );
  const found = await pillarbox.command(['search', ADA.address, 'from:mallory', '--limit', '5000', '--json']);
  const ids = new Map<string, string>();
  for (const line of found.trim().split('\n')) {
    const { id, subject } = JSON.parse(line);
    ids.set(subject, id);
  }
  return vectors.map(({ name }, n) => ({ name, path: `/messages/${ids.get(`Vector ${n}`)}/frame` }));
}

test('no hostile HTML runs, opens or loads anything', async ({ inbox, pillarbox }) => {
  test.skip(!hasCorpus, `NOT TESTED: there is no corpus at ${CORPUS}`);
  test.setTimeout(240_000);
  const vectors = await importAll(pillarbox);
  expect(vectors.length).toBeGreaterThan(600);
  const watch = await Watch.over(inbox, pillarbox.origin);
  expect(await watch.show(vectors)).toEqual([]);
  // With pictures wanted, pictures are all that may be asked for.
  const wanted = vectors.map(({ name, path }) => ({ name: `${name} with pictures`, path: `${path}?images=1` }));
  expect(await watch.show(wanted, (deed) => deed.startsWith('image: '))).toEqual([]);
});

test('the watch notices what it is there to notice', async ({ inbox, pillarbox }) => {
  const watch = await Watch.over(inbox, pillarbox.origin);
  const controls: [string, string, string[]][] = [
    ['nothing', '<p>words</p>', []],
    ['picture', '<img src="http://outside.test/x.png">', ['image: http://outside.test/x.png']],
    ['style', '<style>@import "http://outside.test/x.css"</style>', ['stylesheet: http://outside.test/x.css']],
    ['background', '<p style="background: url(http://outside.test/y.png)">x', ['image: http://outside.test/y.png']],
    ['link', '<a href="javascript:1" onclick="x()">x</a>', ['a href=javascript:1', 'a onclick']],
    ['drawing', '<svg><animate></svg>', ['svg']],
    ['inner', '<iframe src="http://outside.test/"></iframe>', ['document: http://outside.test/', 'iframe']],
    ['away', '<meta http-equiv="refresh" content="0; url=/controls/nothing">', [`went to ${pillarbox.origin}/controls/nothing`]],
    ['script', '<script>alert("ran")</script>', [...(hasScripts() ? ['dialog: ran'] : []), 'script']],
    ['event', '<img src="data:image/png," onerror="alert(2)">', [...(hasScripts() ? ['dialog: 2'] : []), 'img onerror']],
    ['top', '<script>top.location = "/controls/nothing"</script>', hasScripts() ? [`took the whole page to ${pillarbox.origin}/controls/nothing`] : ['script']],
  ];
  await inbox.route('**/controls/*', (route) =>
    route.fulfill({ contentType: 'text/html', body: controls.find(([name]) => route.request().url().endsWith(`/${name}`))![1] }),
  );
  const shown = controls.map(([name]) => ({ name, path: `/controls/${name}` }));
  const found = await watch.show(shown);
  expect(found).toEqual(controls.flatMap(([name, , deeds]) => deeds.map((deed) => `${name}: ${deed}`)));
});

test('an attachment that calls itself a page is not one', async ({ inbox, pillarbox }) => {
  const evil = Buffer.from('<script>alert(1)</script>');
  await pillarbox.import(
    ADA.address,
    message({
      subject: 'Files',
      text: 'see',
      files: ['text/html', 'image/svg+xml', 'application/xhtml+xml', 'text/xml', 'application/javascript'].map((type, n) => ({
        name: `file${n}.html`,
        type,
        content: evil,
      })),
    }),
  );
  const { id } = JSON.parse(await pillarbox.command(['search', ADA.address, 'subject:Files has:attachment', '--json', '--limit', '1']));
  for (let n = 0; n < 12; n++) {
    const answer = await inbox.request.get(`/messages/${id}/parts/${n}`);
    if (answer.status() !== 200) continue;
    expect(answer.headers()['content-disposition']).toMatch(/^attachment/);
    expect(answer.headers()['content-type']).not.toMatch(/html|svg|xml|script/);
    expect(answer.headers()['x-content-type-options']).toBe('nosniff');
    expect(answer.headers()['content-security-policy']).toContain('sandbox');
  }
});
