/** Searches 20,000 goods of one store by characters, pinyin and initials, against a plain comparison of the name. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from '../src/cli/product.ts'
import { listOffers } from '../src/modules/market/store.ts'
import { projectRoot } from '../src/platform/config.ts'
import type { Database } from '../src/platform/db/index.ts'
import { sql } from '../src/platform/db/index.ts'
import { openLog } from '../src/platform/log.ts'
import { searchKey } from '../src/platform/search.ts'

const rowCount = 20_000
const roundCount = 10
const boundMs = 50
const words = (text: string): string[] => text.trim().split(/\s+/)
const districtId = 150703
const storeId = '0e57a7e0-0000-7000-8000-000000000001'

const makers = words(
  '重庆 长宁 六安 单县 乐清 番禺 厦门 石家庄 绿洲 龙华 长兴 大理 蚌埠 台州 丽水 铅山 东阿 浚县 洪洞 涡阳 宝坻 沁园 蔚县 莘县 歙县 黟县 亳州 泌阳 荥阳',
)
const kinds =
  words(`医用 家用 有机 即食 儿童 老人 加厚 速冻 农家 精选 散装 草原 高山 海边 进口 手工 传统 特级 一级 无糖 低盐 高钙
  冷鲜 熟制 便携 大号 小号 车载 户外 学生 孕妇 成人 宠物 清真 素食 加急 平价 新品 本地 冬储`)
const goods = words(
  `外科口罩 防护服 消毒液 体温计 纱布绷带 护目镜 手套 酒精棉片 退热贴 碘伏 棉签 创可贴 面屏 鞋套 隔离衣 采样管 垃圾袋
  大白菜 土豆 胡萝卜 洋葱 西红柿 青椒 黄瓜 茄子 豆腐 鸡蛋 大米 面粉 大豆油 纯牛奶 前腿肉 挂面 食盐 酱油 陈醋 苹果 香蕉 橘子
  卫生纸 洗衣液 纸尿裤 奶粉 面包 饼干 方便面 矿泉水 火腿肠 榨菜 小米 绿豆 红糖 蜂蜜 木耳 香菇 紫菜 虾皮 带鱼 牛腩 羊排 鸡胸肉
  肥皂 牙膏 毛巾 电池 蜡烛 手电筒 打火机 棉被 热水袋 暖宝宝 猫粮 狗粮`,
)
const packs =
  words(`一袋 二段 三盒装 5升 10公斤 30枚 500克 六联包 八卷 L码 A2套餐 两提 四件套 1桶 2瓶 4罐 6支 7片 9包 12粒 15条 20张
  25根 40个 50只 60双 70套 80组 90板 100抽 120件 150毫升 200片 250克 300克 350克 400克 450克 600克 750克 800克 900克`)

/** One name of each combination, in an order in which neighbours differ. */
const nameOf = (index: number): string => {
  const at = <T>(list: readonly T[], step: number): T => list[Math.floor(index / step) % list.length] as T
  return `${at(makers, 1)}${at(kinds, 29)}${at(goods, 3)}${at(packs, 7)}`
}

// As people type: initials, whole pinyin, both mixed, characters, digits for numerals, letters left out.
const typedWords = [
  'wkkz',
  'ywkz',
  'yywkkz',
  'yiyong',
  'waike',
  'yiyongkz',
  '外科kz',
  '口罩',
  '医口罩',
  'kz3',
  '三盒装',
  '3盒',
  '3hz',
  'dbc',
  'baicai',
  '白菜',
  'jd30m',
  'nmjd',
  'ddy5',
  '奶粉2段',
  'lajd',
  'liuan',
  'cqywk',
  'sxyykz',
  'lqdbc',
  'ertong',
  'twj',
  'a2tc',
  'shoutao',
  'sjzdm',
]

const fill = async (owner: Database): Promise<void> => {
  const names = Array.from({ length: rowCount }, (_, index) => nameOf(index))
  const numbers = names.map((_, index) => index + 1)
  const searches = names.map((name, index) => `${searchKey(name)}|${searchKey(`SP${index}`)}`)
  await owner.run(sql`insert into places.place (district_id, id, kind, name, search, lineage)
    values (${districtId}, ${storeId}, 'store', '测量', '', array[${storeId}::uuid])`)
  await owner.run(sql`insert into market.store (district_id, id, name, search, capacity_orders)
    values (${districtId}, ${storeId}, '测量', '', 1)`)
  const id = (kind: string) =>
    sql`(${kind}::text || '-0000-7000-8000-' || lpad(to_hex(u.number), 12, '0'))::uuid`
  await owner.run(sql`insert into catalog.item (district_id, id, name, base_unit, category, search)
    select ${districtId}, ${id('01700000')}, u.name || u.number, '克', '', ''
      from unnest(${numbers}::int[], ${names}::text[]) u(number, name)`)
  await owner.run(sql`insert into market.offer (district_id, id, store_id, code, name, kind, unit_name, pack_text, category,
      price_fen, sort, listed, search)
    select ${districtId}, ${id('00ffe200')}, ${storeId}, 'SP' || u.number, u.name || u.number, 'single', '袋', '500克', '',
      100, u.number, true, u.search
      from unnest(${numbers}::int[], ${names}::text[], ${searches}::text[]) u(number, name, search)`)
  await owner.run(sql`insert into market.offer_component (district_id, offer_id, item_id, quantity)
    select ${districtId}, ${id('00ffe200')}, ${id('01700000')}, 500 from unnest(${numbers}::int[]) u(number)`)
  await owner.run(sql`analyze`)
}

/** Milliseconds of CPU that the server process of a connection has used, in steps of ten; null where /proc is not. */
const cpuMs = (pid: number): number | null => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return null
  }
}

const percentile = (values: readonly number[], part: number): number =>
  [...values].sort((one, other) => one - other)[
    Math.min(values.length - 1, Math.floor(values.length * part))
  ] ?? 0

export const run = async (_options: { readonly json: boolean; readonly args: readonly string[] }) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'changping-search-'))
  const root = projectRoot()
  const config = { port: 0, host: '127.0.0.1', dataDir, databaseUrl: null, logLevel: 'error', root } as const
  const store = await openStore(config, openLog('error'), { join: false })
  try {
    await fill(store.owner)
    const times: number[] = []
    const plain: number[] = []
    const found = new Map<string, number>()
    const { pid } = await store.application.one<{ pid: number }>(sql`select pg_backend_pid() as pid`)
    const cpu = { before: null as number | null, after: null as number | null }
    for (let round = 0; round < roundCount; round += 1) {
      for (const typed of typedWords) {
        const began = performance.now()
        const offers = await listOffers(store.application, districtId, storeId, typed)
        const between = performance.now()
        await store.application.rows(sql`select id, name from market.offer
          where district_id = ${districtId} and store_id = ${storeId} and listed and name like ${`%${typed}%`}`)
        // The first round makes plans and fills caches.
        if (round > 0) {
          times.push(between - began)
          plain.push(performance.now() - between)
        }
        found.set(typed, offers.length)
      }
    }
    // Searches alone once more, for the CPU that they take whatever else the machine does.
    cpu.before = cpuMs(pid)
    for (let round = 0; round < roundCount; round += 1)
      for (const typed of typedWords) await listOffers(store.application, districtId, storeId, typed)
    cpu.after = cpuMs(pid)
    const [p50, p95, plainP50] = [percentile(times, 0.5), percentile(times, 0.95), percentile(plain, 0.5)]
    const tenths = (value: number): number => Math.round(value * 10) / 10
    return {
      rows: rowCount,
      words: typedWords.length,
      wordsWithoutResult: [...found].filter(([, count]) => count === 0).map(([typed]) => typed),
      foundMost: Math.max(...found.values()),
      p50Ms: tenths(p50),
      p95Ms: tenths(p95),
      maxMs: tenths(Math.max(...times)),
      serverCpuMsEach:
        cpu.before === null || cpu.after === null
          ? null
          : tenths((cpu.after - cpu.before) / (roundCount * typedWords.length)),
      plainScanP50Ms: tenths(plainP50),
      ratioToPlainScan: tenths(p50 / plainP50),
      boundMs,
      withinBound: p95 <= boundMs,
    }
  } finally {
    await store.close()
    rmSync(dataDir, { recursive: true, force: true })
  }
}
