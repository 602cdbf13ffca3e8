import { loadLanguageOf } from './loadLanguageOf';

/** Sentences as customers write them, each in the language of its code. */
const SENTENCES: readonly (readonly [string, string])[] = [
  ['en', 'Where is my order? It should have arrived on Monday.'],
  ['de', 'Wo ist meine Bestellung? Sie sollte schon am Montag ankommen.'],
  ['fr', 'Où est ma commande ? Elle devait arriver lundi dernier.'],
  ['es', '¿Dónde está mi pedido? Tenía que llegar el lunes pasado.'],
  ['it', "Dov'è il mio ordine? Doveva arrivare lunedì scorso."],
  ['pt', 'Onde está a minha encomenda? Devia ter chegado na segunda-feira.'],
  ['nl', 'Waar is mijn bestelling? Die had maandag moeten aankomen.'],
  ['pl', 'Gdzie jest moje zamówienie? Miało przyjść w poniedziałek.'],
  ['sv', 'Var är min beställning? Den skulle ha kommit i måndags.'],
  ['tr', 'Siparişim nerede? Pazartesi günü gelmesi gerekiyordu.'],
  ['ru', 'Где мой заказ? Он должен был прийти в понедельник.'],
  ['ja', '注文した商品はどこですか。月曜日に届くはずでした。'],
  ['zh', '我的订单在哪里？应该在星期一送到的。'],
  ['ko', '제 주문은 어디에 있나요? 월요일에 도착했어야 합니다.'],
  ['ar', 'أين طلبي؟ كان من المفترض أن يصل يوم الاثنين.'],
  ['hi', 'मेरा ऑर्डर कहाँ है? इसे सोमवार को पहुँचना था।'],
];

test.each(SENTENCES)('%s', async (code, sentence) => {
  const languageOf = await loadLanguageOf();
  expect(languageOf(sentence)).toBe(code);
});

test.each([
  [
    'code and a link do not count',
    'Bitte rufen Sie `npm install the-package` auf und lesen Sie https://example.com/the/manual/of/the/thing dazu.',
    'de',
  ],
  ['figures alone are in no language', '12345 67890 12345 67890', ''],
  ['nothing', '', ''],
])('%s', async (_name, text, expected) => {
  const languageOf = await loadLanguageOf();
  expect(languageOf(text)).toBe(expected);
});
