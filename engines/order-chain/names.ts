/**
 * Which words are persons. A word taken for a name is dropped from the order, so a wrong guess would lose goods
 * silently: what could be goods or a brand is never a name without a title.
 */

const SURNAMES = new Set(
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄柏尚宁蓝闫柴华车房边阮蒙古练冉饶刁滕佘楚占晏娄祖'.split(
    '',
  ),
)
const DOUBLE_SURNAMES = new Set(
  '欧阳 上官 司马 诸葛 司徒 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 端木 南宫 独孤 轩辕 钟离'.split(' '),
)

/** Titles that make a person of whatever surname stands before them. */
const TITLES =
  '女士 先生 小姐 太太 阿姨 叔叔 大叔 大爷 大妈 大姐 大哥 大娘 奶奶 爷爷 婆婆 外婆 外公 老师 医生 大夫 护士 师傅 师母 老板 经理 主任 书记 警官 教练 同学 同志 姐姐 哥哥 妹妹 弟弟 姑娘 小哥 姐 哥 叔 伯 姨 婶 嫂 总 工 爷 婆 妈妈 爸爸 妈 爸 氏 家'.split(
    ' ',
  )
const KIN = '妈妈 爸爸 奶奶 爷爷 外婆 外公 姥姥 姥爷 麻麻 妈咪 家长 妈 爸 宝妈 粑粑'.split(' ')

/** Characters of given names, common enough that two or three of them after a surname are a person. */
const GIVEN = new Set(
  '伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂华建国文辉力玲芬燕萍红梅春秋冬夏雪雨雷云晓小晨晶鑫鹏飞宇浩然子轩涵梓佳怡欣悦思诗琪瑶璐颖慧婷倩媛妍雅琳洁莹莉莲菊兰珍珠凤翠玉琴琼瑜瑾璇彤彩虹霖森林木树松柏荣光辰星月阳旭东西南北中正义仁信诚忠孝礼智德福禄寿喜庆祥吉安宁康健富贵财宝金银铁钢锋利剑龙虎豹鸿雁鹤翔腾达志远长江河海波涌泉清源润泽泓淼沛济洲博学才俊杰豪雄英武威武斌彬炎焕炳煜烨灿耀晖晗昊昕昱昌盛兴旺隆茂家嘉俊凯恺铭钧锐钰锦绣绍维绪继承先元亨立业成功绩勋勤奋发展新民族爱群众友朋善良永恒毅坚定宏伟大卫保护援助顺通贤惠淑贞媚美好姣娇娥婉婵娴妮妙如意可心亦奕逸依伊以仪宜一乙亚娅艺忆毓育裕钦琛珊珂珏珺琦瑞瑛瑄璋环珮楠桐桦柯栋梁材楷榕槿权根标格相柱模桢芝芸芷若茹茜菁萌萱蓉蓓蕾薇蕊芮苗苑莎菲霏露霜冰凌寒冷静谦让谨言语诺谊论诗词书画琴棋生胜利圣洪传世代天地人和才军兵将帅士官振兴邦国邦定疆域城培基坤乾坡均圻坚增墨士奇季学宁守宗宏宜宝宪容宽富寅尚尧展山岩岭岳峰峻崇巍川州帆常平年庆庚康延廷弘强彦彪影征德忆志忠怀怡恒恩悟惠愉慈懿成承才扬振捷授政敏文斯新方日旦昆映昭晋景晴智曦曼朗朝本权来松柔桃桂桑梦棠楚欢歌正民水永汉沁沐沙沧泰泳洛浚海涓淇淳深渊湘源溪滨滢漫潇澄澜炜焱照熙燕玄玮珈理琨瑗璞甜田甲申男留畅盈真知石研砚硕磐祖祺禾秉秦稳穆立竹笑笛简纯纲纳纬纯结继绮罗群羽翰翼翎耘聪肖胤致舒良芊芯芹苏茵荔荷莺菀葵蒙蓝蔚虎融行衍裴西觉誉诗诚谷贝贤赞超跃路辉迅进迪逊道遥邦郁酉采重钊钟铃铮锡镇镜长闯阅陶雁雄雯霁霄青靓韬音韵顺颂风飘骁骏骥高魁鲁鸣麒麟麦黎齐龄栓铜垚昀晔晞暄暖昶旻旸曙煊煦烁炫屹岚峥嵘翊翀弈颀睿霈佩碧弼宾缤丙泊津浦湛溢溥滔漪澎灏灵玖玟珉珩琬琰璟璨甫皓皎睦瞳祎祯禧穗竞端竣筠箐粲繁纤纶绎绢绫缘缨聆肃肇臻舜舟航芃芙芩苇苓茉荃莘莞菡菱葆蓁蔓蔼蛟蝶襄觅谋谧豫赋赫轶迎适遐邈郎郡钏铖铠铄闻阔隽雍霆靖韧颍飒馨驰骅骐骞鲲鸥鹃鹂黛侠俐侨修倪偲傲冠冉刃劲勉卓卿厚原叙吟呈咏哲唯唱启器圆垣堂塘声复夕夫央妤妲姗姝姿娣婕婧嫣孟孜宛宣宵寄察尔尹屏岑崎巧布幸序彭彰徽忻念恋恬悠惟慕懋戈拓掌撷教敦斐旗昂显普曲望朵李杏村杨杭枝桉棣植榆汀汝池汶沅沈沪沿浙浪渔漠潮澈灼炯烈熹爽牧犀狄玥珑瑰甸益目砺祝禅稼童笙符策羿考耕聚般色艾节范茗获葛蒋蕴薪虞衡袁训许译越辛逢遇遵郑鉴闵陆陈随集顾香马'.split(
    '',
  ),
)

/** Characters of food and household goods. */
const GOODS =
  '菜瓜米面油肉蛋奶鱼虾蟹豆果糖盐酱醋水茶酒饭粥包饼粉鸡鸭鹅牛羊猪葱姜蒜椒茄薯芋笋菇耳藕枣梨桃橙柚莓蕉柠檬纸巾皂液药罩萝卜蔬糕条丝片丸肠腿排骨筋肚肝馍馒粽糍汤汁酪乳酸甜辣咸胶素膏剂洗衣刷牙垫盒瓶箱袋桶棒串卷冻鲜干腊卤火锅料宝膜电池灯笼桔橘苹葡萄芒榴莲樱荔枝椰蓝莴苣芹韭菠蕨苔蒿苋芥苦豇芸扁毛黄木银耳海带紫菜花生核桃仁瓜子麦燕玉黑芝麻绿红薏泡腐竹皮'
const GOODS_CHARACTERS = new Set(GOODS.split(''))
/** Of those, the ones that are quite as common in given names. */
for (const character of '花生玉红黄海云燕宝银竹木紫绿黑仁蓝') GOODS_CHARACTERS.delete(character)

/** Goods and brands that begin like a surname or end like a title. */
const NOT_PERSONS = new RegExp(
  '康师傅 老干妈 老酸奶 老抽 老坛 老姜 老北京 王老吉 王守义 王中王 王致和 李锦记 李子 李子园 安慕希 安琪 安井 安佳 金龙鱼 金纺 金典 金沙河 金锣 鲁花 蒙牛 徐福记 周黑鸭 陈克明 陈皮 陈醋 白象 白糖 白菜 白酒 白醋 白面 汤达人 汤圆 舒肤佳 舒化 高露洁 高乐高 高粱 黄飞红 黄天鹅 黄瓜 黄豆 黄鱼 冷酸灵 蓝月亮 维达 苏菲 苏打 方太 方便面 方便 卫龙 卫岗 花王 花生 花菜 尤妮佳 胡姬花 胡椒 古船 温氏 贝因美 伊利 海天 海带 车厘子 毛巾 毛豆 毛肚 石榴 田螺 马铃薯 马应龙 甘蓝 甘蔗 龙眼 龙虾 龙须 金针 金桔 金橘 兰州 柳橙 杨梅 杨桃 梅干 桂圆 桂花 云吞 云腿 洪湖 江小白 江米 华味亨 华为 马蹄 何首乌 夏桑菊 林里 常温 童装 童鞋 时令 成人 阳春 莫斯利安 安儿乐 向日葵 成品 全麦 雷达 滴露 威露士 六神 六必居 太太乐 家乐 厨邦 千禾 元气 银鹭 银耳 露露 旺旺 乐事 小米 小麦 小葱 小青 小龙 小白 小番 小油 小熊 小袋 小包 小份 小瓶 小箱 小苏打 阿胶 阿胶枣 施巴 施华蔻 左岸 柴米 钱大妈 雷司令'.replaceAll(
    ' ',
    '|',
  ),
)

const LATIN_NAMES = new Set(
  'LUCY TOM AMY JACK LILY LINDA MARY ANNA ALICE KEVIN JERRY TONY MIKE PETER JOHN DAVID JAMES HELEN JANE GRACE JOY EMMA EVA LISA LEO MAX SAM BEN DAN TIM RAY ROY IVY JOE KATE NINA VICKY CINDY SUNNY COCO ANGEL SOPHIE JESSICA ERIC ANDY ALEX FRANK HENRY JASON STEVEN VIVIAN WENDY TINA TRACY SHERRY SANDY RITA RACHEL NANCY MONICA MICHELLE MAY MAGGIE LOUIS KELLY JULIA JENNY IRIS FIONA ELLA ELLEN DORIS DAISY CATHY BETTY BELLA ASHLEY ANNE'.split(
    ' ',
  ),
)

function looksLikeGoods(word: string): boolean {
  return NOT_PERSONS.test(word)
}

function surnameLength(word: string): number {
  if (DOUBLE_SURNAMES.has(word.slice(0, 2))) return 2
  return SURNAMES.has(word.slice(0, 1)) ? 1 : 0
}

/** Length of a surname with title (王女士, 小李阿姨) at the start of the word, or 0. */
export function titledLength(word: string): number {
  if (looksLikeGoods(word.slice(0, 4))) return 0
  const prefix = /^[老小大阿]/.test(word) && surnameLength(word.slice(1)) > 0 ? 1 : 0
  for (const skip of prefix > 0 ? [1, 0] : [0]) {
    const surname = surnameLength(word.slice(skip))
    if (surname === 0) continue
    for (let given = 0; given <= 2; given += 1) {
      const at = skip + surname + given
      if (given > 0 && !GIVEN.has(word.charAt(at - 1))) break
      const title = TITLES.find((candidate) => word.startsWith(candidate, at))
      // A title of one character after a given name is too weak: 李家 is a name, 李文工 may be three words.
      if (title !== undefined && (given === 0 || title.length > 1)) return at + title.length
    }
  }
  return 0
}

/** Whether the whole word is a nickname by kin: 乐乐妈妈, 小明爸爸, 轩轩奶奶. */
export function isKinName(word: string): boolean {
  const kin = KIN.find((ending) => word.endsWith(ending))
  if (kin === undefined || looksLikeGoods(word)) return false
  const stem = word.slice(0, word.length - kin.length)
  return stem.length <= 3 && ![...stem].some((character) => GOODS_CHARACTERS.has(character))
}

/** A single surname that is not goods as well (姜 and 米 are). */
export function isSurnameAlone(character: string): boolean {
  return SURNAMES.has(character) && !'姜米汤麦花柴梅谷牛古时安位成阳向植车房边练蓝关占'.includes(character)
}

/** A single surname, even where it is a word as well; enough beside a telephone. */
export function isSurname(character: string): boolean {
  return SURNAMES.has(character)
}

/**
 * Whether the whole word is a full name or a familiar one (张三, 欧阳娜, 老王). `strict` asks for common characters of
 * given names too, for places where goods could stand as well.
 */
export function isFullName(word: string, strict: boolean): boolean {
  if (word.length < 2 || word.length > 4 || looksLikeGoods(word)) return false
  if (word.length === 2 && /^[老小大阿]/.test(word)) return isSurnameAlone(word.charAt(1))
  const surname = surnameLength(word)
  const given = word.slice(surname)
  if (surname === 0 || given.length === 0 || given.length > 2) return false
  if (/^(?:张三|李四|王五|赵六)$/.test(word)) return true
  if ([...given].some((character) => GOODS_CHARACTERS.has(character))) return false
  if (
    /[一二三四五六七八九十两半各全都每要来加减退改换共份个套件箱袋包桶瓶板盒斤和跟与同上不没再取消楼栋室]/.test(
      given,
    )
  ) {
    return (
      surname === 1 && /^[和全]/.test(given) && given.length === 2 && GIVEN.has(given.charAt(1)) && !strict
    )
  }
  return !strict || [...given].every((character) => GIVEN.has(character))
}

/** A given name in Latin letters that people use in Chinese chats. */
export function isLatinName(word: string): boolean {
  return LATIN_NAMES.has(word)
}
