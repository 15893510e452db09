// usage: node check_html.js FILE [all]
//
// Opens the HTML report in headless Chromium, light and dark, wide and narrow. Fails for a message on the console, a request, a
// dialog, script that came with the content, text that runs out of the page, an accessibility rule of axe, a filter that does
// not filter, and for controls that Tab does not reach. With `all` it is looked at wide and narrow in both themes, else in one of each.
// SCREENSHOTS=FOLDER keeps pictures.
'use strict';
const {execFileSync} = require('child_process');
const path = require('path');
const puppeteer = require('puppeteer-core');
const axe = require.resolve('axe-core/axe.min.js');

const PATIENCE = 300000; // milliseconds; the machine may have other things to do
const problems = [];
const expect = (holds, text) => holds || problems.push(text);
const url = `file://${path.resolve(process.argv[2])}`;

function chromium() {
    const names = ['chromium', 'chromium-browser', 'google-chrome'];
    return execFileSync('sh', ['-c', names.map((name) => `command -v ${name}`).join(' || ')], {encoding: 'utf8'}).trim();
}

async function open(browser, {width = 1280, theme = 'light', script = true} = {}) {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.on('console', (message) => problems.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => problems.push(`script: ${error.message}`));
    page.on('dialog', (dialog) => { problems.push('dialog'); dialog.dismiss(); });
    page.on('request', (request) => expect(request.url().split('#')[0] === url, `request: ${request.url()}`));
    await page.setJavaScriptEnabled(script);
    await page.setViewport({width, height: 900});
    await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: theme}]);
    await page.goto(url);
    return page;
}

const shown = (page) => page.$$eval('article:not([hidden])', (all) => all.length);
const status = (page) => page.$eval('[role=status]', (element) => element.textContent);

async function looksRight(browser, width, theme) {
    const page = await open(browser, {width, theme});
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over <= 0, `${width} ${theme}: ${over} pixels too wide`);
    expect(await page.evaluate(() => window.hostile === undefined), 'hostile script ran');
    if (process.env.SCREENSHOTS) await page.screenshot({path: path.join(process.env.SCREENSHOTS, `${width}-${theme}.png`), fullPage: true});
    await page.addStyleTag({content: 'article { content-visibility: visible !important; }'});
    await page.evaluate(require('fs').readFileSync(axe, 'utf8'));
    const {violations} = await page.evaluate(() => window.axe.run());
    for (const {id, help, nodes} of violations) problems.push(`axe ${width} ${theme}: ${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html).join(' ')}`);
    await page.close();
}

async function isReadableWithoutScript(browser, count) {
    const page = await open(browser, {script: false});
    expect((await page.$$('article')).length === count, 'without script: findings are missing');
    expect(await page.$eval('.filters', (form) => form.hidden), 'without script: filters are shown');
    await page.close();
}

async function filters(browser, count) {
    const page = await open(browser);
    expect(await shown(page) === count && await status(page) === `${count} of ${count} shown`, 'not all are shown at first');
    for (const name of ['family', 'rule', 'path']) {
        const value = await page.$eval(`select[name=${name}]`, (select) => select.options[1].value);
        await page.select(`select[name=${name}]`, value);
        const now = await shown(page), fitting = name === 'path' ? now : await page.$$eval('article', (all, name, value) => all.filter((one) => one.dataset[name] === value).length, name, value);
        expect(now === fitting && now > 0, `filter ${name}: ${now} shown, ${fitting} fit`);
        await page.select(`select[name=${name}]`, '');
    }
    await page.type('input[name=text]', 'no such words');
    expect(await shown(page) === 0 && await page.$eval('.empty', (element) => !element.hidden), 'search hides nothing');
    await page.click('button[type=reset]');
    await page.waitForFunction((count) => document.querySelectorAll('article:not([hidden])').length === count, {}, count);
    for (const box of await page.$$('input[name=severity]')) await box.evaluate((element) => element.click());
    expect(await shown(page) === 0, 'severities hide nothing');
    await page.click('button[type=reset]');
    await page.$eval('.bars a', (link) => link.click());
    const first = await page.$eval('.bars .n', (element) => Number(element.textContent));
    expect(await shown(page) === first, `a bar of ${first} shows ${await shown(page)}`);
    await page.close();
}

// Every control takes its turn with Tab, and the keys do what the page says.
async function keyboard(browser, count) {
    const page = await open(browser);
    const wanted = await page.$$eval('a[href], button, input, select, summary', (all) => all.filter((element) => element.checkVisibility()).length);
    const reached = new Set();
    for (let i = 0; i < wanted + 5; i++) {
        await page.keyboard.press('Tab');
        reached.add(await page.evaluate(() => [...document.querySelectorAll('*')].indexOf(document.activeElement)));
    }
    expect(reached.size >= wanted, `Tab reaches ${reached.size} of ${wanted} controls`);
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement.name === 'text'), "'/' does not go to the search");
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    expect(await page.evaluate(() => document.activeElement.id === 'f1'), "'j' does not go to the first finding");
    if (count > 1) await page.keyboard.press('j');
    expect(await page.evaluate((id) => document.activeElement.id === id, count > 1 ? 'f2' : 'f1'), "'j' does not go on");
    await page.close();
}

async function themes(browser) {
    const page = await open(browser, {theme: 'light'});
    const back = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await back();
    await page.click('#theme');
    expect(await back() === light, 'the light theme is not light');
    await page.click('#theme');
    expect(await back() !== light, 'the dark theme is not dark');
    await page.close();
}

(async () => {
    const browser = await puppeteer.launch({
        executablePath: chromium(), args: ['--no-sandbox', '--disable-dev-shm-usage'],
        timeout: PATIENCE, protocolTimeout: PATIENCE,
    });
    try {
        const page = await open(browser);
        const count = (await page.$$('article')).length;
        await page.close();
        await looksRight(browser, 1280, 'light');
        await looksRight(browser, 400, 'dark');
        if (process.argv[3] === 'all') {
            await looksRight(browser, 1280, 'dark');
            await looksRight(browser, 400, 'light');
        }
        await themes(browser);
        if (!count) return;
        await isReadableWithoutScript(browser, count);
        await filters(browser, count);
        await keyboard(browser, count);
    } finally {
        await browser.close();
    }
})().catch((error) => problems.push(error.stack)).finally(() => {
    for (const problem of problems) console.log(problem);
    process.exit(problems.length ? 1 : 0);
});
