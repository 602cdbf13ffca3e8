/** What people ask the demo's support assistant, what it answers, and from which documents. All of it is made up. */

type List<T> = readonly [T, ...T[]];

export interface DemoTopic {
  readonly name: string;
  /** Part of all requests. */
  readonly share: number;
  /** Usual mean scores of factuality, relevance and completeness, 1 to 5. */
  readonly factuality: number;
  readonly relevance: number;
  readonly completeness: number;
  /** Part of the questions about an order that look it up. */
  readonly orderLookup: number;
  readonly exchanges: List<Exchange>;
  /** Documents of the knowledge base, the best match first. */
  readonly documents: List<DemoDocument>;
}

/** Ways to ask one thing, and ways to answer it. Words in braces are filled per request, the same in both. */
export interface Exchange {
  readonly questions: List<string>;
  readonly answers: List<string>;
}

export interface DemoDocument {
  /** File name without version and ending. */
  readonly name: string;
  readonly version: number;
  readonly content: string;
}

export const RETURN_POLICY = 'return policy';

/** The two versions of the document that the incident is about. */
export const OLD_POLICY: DemoDocument = {
  name: 'return-policy',
  version: 1,
  content: 'Items can be returned within 60 days of delivery, unused and in their packaging. Return shipping is free.',
};
export const NEW_POLICY: DemoDocument = {
  name: 'return-policy',
  version: 2,
  content: 'Items can be returned within 30 days of delivery, unused and in their packaging. Return shipping is free.',
};

export const documentId = ({ name, version }: DemoDocument): string => `${name}-v${version}.md`;

/** Found beside the documents of every topic. */
export const GENERAL_DOCUMENTS: List<DemoDocument> = [
  {
    name: 'contact-and-hours',
    version: 3,
    content: 'Support answers by chat every day from 7 to 22 and by phone on weekdays from 9 to 17.',
  },
  { name: 'terms-of-sale', version: 6, content: 'A contract is concluded when we confirm the order. Prices include value added tax.' },
  {
    name: 'help-centre-overview',
    version: 4,
    content: 'The help centre covers orders, delivery, returns, payment, invoices, the account and warranty.',
  },
];

export const TOPICS: List<DemoTopic> = [
  {
    name: RETURN_POLICY,
    share: 0.025,
    factuality: 4.6,
    relevance: 4.65,
    completeness: 4.5,
    orderLookup: 0,
    exchanges: [
      {
        questions: [
          'how long can I return {product}?',
          'what is the return window for {product}?',
          'I bought {product} {weeks} weeks ago, can I still send it back?',
          'is it too late to return {product} that arrived {weeks} weeks ago?',
          'my {relative} does not like {product}. Until when can we give it back?',
          'what are the rules for returning {product} that I ordered online?',
          'can you tell me the deadline for sending back {product}?',
        ],
        answers: [
          'You can return {product} within {window} days of delivery, as long as it is unused and in its packaging. Return shipping is free.',
          'Our return window is {window} days from the day of delivery. Please keep {product} unused and in the original packaging.',
          'Returns are accepted up to {window} days after delivery. For {product} that means: unused, with its packaging, and the label is free.',
        ],
      },
    ],
    documents: [
      OLD_POLICY,
      { name: 'refund-timing', version: 2, content: 'Refunds arrive within 5 working days after the parcel reached our warehouse.' },
    ],
  },
  {
    name: 'order status',
    share: 0.19,
    factuality: 4.55,
    relevance: 4.6,
    completeness: 4.4,
    orderLookup: 0.5,
    exchanges: [
      {
        questions: [
          'where is my order {order}?',
          'when will {order} arrive in {city}?',
          'I ordered {product} and heard nothing since. Order number {order}.',
        ],
        answers: [
          'order {order} left our warehouse and is on its way with {carrier}. It should reach {city} within {days} working days.',
          'I looked up {order}: {carrier} has it, and delivery to {city} is planned within {days} working days.',
        ],
      },
      {
        questions: [
          'has order {order} left the warehouse yet?',
          'the tracking for {order} has not moved for {days} days, what is going on?',
        ],
        answers: [
          'your order {order} is packed. {carrier} collects it today, and the tracking link shows movement by tomorrow.',
          '{order} was handed to {carrier} this morning. It can take a day until the carrier scans a parcel.',
        ],
      },
    ],
    documents: [
      {
        name: 'order-tracking',
        version: 5,
        content: 'The tracking link in the confirmation shows each step. It can take a day until the carrier scans a parcel.',
      },
      { name: 'carriers', version: 4, content: 'We ship with three carriers. The carrier is chosen by weight and destination.' },
    ],
  },
  {
    name: 'shipping',
    share: 0.16,
    factuality: 4.5,
    relevance: 4.55,
    completeness: 4.4,
    orderLookup: 0,
    exchanges: [
      {
        questions: ['how much is shipping to {city}?', 'what do you charge for delivery to {city}?'],
        answers: [
          'Standard delivery to {city} costs 4.90. Orders above 50 ship free.',
          'It is 4.90 to {city}, and nothing above an order value of 50.',
        ],
      },
      {
        questions: ['do you deliver {product} to {country}?', 'can {product} be sent to {country}?'],
        answers: ['Yes, we ship {product} to {country}. It takes about {days} working days, and the fee is shown before you pay.'],
      },
      {
        questions: ['how many days does delivery to {city} take?', 'how fast would {product} be in {city}?'],
        answers: [
          'Standard delivery to {city} takes {days} working days.',
          'Count {days} working days for {city}; express arrives on the next one.',
        ],
      },
      {
        questions: ['is there express delivery for {product}?', 'I need {product} in {city} by tomorrow, is that possible?'],
        answers: [
          'Express is available for {product}: order before 14:00 and it is delivered to {city} on the next working day for 12.90.',
        ],
      },
    ],
    documents: [
      {
        name: 'shipping-fees',
        version: 7,
        content: 'Standard delivery costs 4.90 and is free above 50. Express costs 12.90 and arrives on the next working day.',
      },
      {
        name: 'delivery-countries',
        version: 3,
        content: 'We deliver to all countries of the EU, to Norway, Switzerland and the United Kingdom.',
      },
    ],
  },
  {
    name: 'invoices',
    share: 0.09,
    factuality: 4.6,
    relevance: 4.55,
    completeness: 4.5,
    orderLookup: 0.3,
    exchanges: [
      {
        questions: ['where can I download the invoice for {order}?', 'I need an invoice with VAT for {order}.'],
        answers: [
          'you find the invoice for {order} under Account, Orders, Invoice. It is a PDF and can be downloaded at any time.',
          'every order has an invoice with VAT. Open {order} under Account, Orders and choose Invoice.',
        ],
      },
      {
        questions: [
          'the invoice for {order} shows the wrong company name, can you change it?',
          'how do I correct the billing address of {order}?',
        ],
        answers: ['invoices can be corrected within 14 days. Open {order} under Account, Orders and choose "Change billing details".'],
      },
      {
        questions: ['please send me the invoices of {month} again.', 'where are my invoices of {month}?'],
        answers: ['For {month} open Account, Orders, and use the filter by date. Each order has its invoice there.'],
      },
    ],
    documents: [
      {
        name: 'invoice-download',
        version: 2,
        content: 'Invoices are PDF files under Account, Orders, Invoice and stay there for ten years.',
      },
      { name: 'billing-details', version: 3, content: 'Billing details of an invoice can be changed within 14 days after the order.' },
    ],
  },
  {
    name: 'payment',
    share: 0.12,
    factuality: 4.5,
    relevance: 4.5,
    completeness: 4.35,
    orderLookup: 0.15,
    exchanges: [
      {
        questions: ['which payment methods do you accept in {country}?', 'can I pay by invoice in {country}?'],
        answers: ['In {country} you can pay by card, bank transfer, PayPal and invoice. You choose the method in the last step.'],
      },
      {
        questions: ['my card was charged twice for {order}.', 'why is there a pending charge of {amount} on my card for {order}?'],
        answers: ['one of the charges is a reservation. It disappears within {days} working days and only {amount} is booked.'],
      },
      {
        questions: ['can I pay {product} in instalments?'],
        answers: ['payment in instalments is offered for {product} from 100 upwards, over 3, 6 or 12 months.'],
      },
      {
        questions: ['the payment for {order} failed, what now?'],
        answers: ['nothing is lost: {order} stays reserved for 24 hours. Open it under Account, Orders and choose "Pay again".'],
      },
    ],
    documents: [
      {
        name: 'payment-methods',
        version: 8,
        content: 'Card, bank transfer, PayPal and invoice are accepted. Instalments are offered from 100 upwards.',
      },
      {
        name: 'failed-payments',
        version: 2,
        content: 'An order whose payment failed is kept for 24 hours. A reservation is released within 5 working days.',
      },
    ],
  },
  {
    name: 'product information',
    share: 0.17,
    factuality: 4.35,
    relevance: 4.5,
    completeness: 4.25,
    orderLookup: 0,
    exchanges: [
      {
        questions: ['does {product} come with everything I need?', 'what is in the box of {product}?'],
        answers: [
          '{product} comes with everything that is needed; a spare part kit is sold separately for {amount}.',
          'The product page of {product} lists what is in the box. A spare part kit costs {amount}.',
        ],
      },
      {
        questions: ['what is the difference between {product} and the model of last year?'],
        answers: [
          'Compared with the model of last year, {product} is lighter and lasts longer.',
          '{product} has been made lighter, and spare parts can now be changed without tools.',
        ],
      },
      {
        questions: ['will {product} be back in stock before {month}?', 'when can I buy {product} again?'],
        answers: ['We expect {product} back in stock in {month}. Choose "Tell me" on its page to get a message.'],
      },
      {
        questions: ['is {product} something for a household of {people}?', 'which size of {product} should {people} people take?'],
        answers: ['For {people} people we suggest the larger version of {product}; the measures are on its page.'],
      },
    ],
    documents: [
      {
        name: 'product-catalogue',
        version: 12,
        content: 'Each product page lists what is in the box, measures, weight, power and spare parts.',
      },
      {
        name: 'stock-and-restock',
        version: 5,
        content: 'Products out of stock show the expected month. A message can be ordered on the page.',
      },
    ],
  },
  {
    name: 'account',
    share: 0.09,
    factuality: 4.6,
    relevance: 4.6,
    completeness: 4.5,
    orderLookup: 0,
    exchanges: [
      {
        questions: ['I cannot log in any more, what can I do?', 'how do I reset my password?'],
        answers: ['Choose "Forgot password" on the login page. The link in the message works for 30 minutes.'],
      },
      {
        questions: ['how do I change the delivery address in my account?'],
        answers: ['Open Account, Addresses and choose the pencil beside the address. Orders that are already packed keep the old one.'],
      },
      {
        questions: ['please tell me how to delete my account.', 'I want my account removed.'],
        answers: ['You can delete the account under Account, Privacy. Invoices are kept for the time that the law asks for.'],
      },
      {
        questions: ['how do I switch on two-factor login?'],
        answers: ['Two-factor login is under Account, Security. You need an authenticator app.'],
      },
      {
        questions: ['can my {relative} use the same account?'],
        answers: ['One account is for one person; your {relative} can open an own one in a minute.'],
      },
    ],
    documents: [
      {
        name: 'account-access',
        version: 4,
        content: 'Password reset links work for 30 minutes. Two-factor login is under Account, Security.',
      },
      {
        name: 'privacy-and-deletion',
        version: 3,
        content: 'Accounts are deleted under Account, Privacy. Invoices are kept as the law asks.',
      },
    ],
  },
  {
    name: 'warranty',
    share: 0.055,
    factuality: 4.45,
    relevance: 4.5,
    completeness: 4.35,
    orderLookup: 0.2,
    exchanges: [
      {
        questions: ['{product} broke after {weeks} weeks, is that covered?', 'how long is the warranty on {product}?'],
        answers: [
          '{product} has two years of warranty. Start a claim under Account, Orders, Problem.',
          'the warranty on {product} is two years from delivery, so a fault after {weeks} weeks is covered.',
        ],
      },
      {
        questions: ['how do I start a warranty claim for {order}?'],
        answers: [
          'open {order} under Account, Orders and choose "Problem". You get a free label, and the repair takes about ten working days.',
        ],
      },
      {
        questions: ['does the warranty cover the battery of {product}?'],
        answers: ['the warranty is two years for {product} and one year for its battery.'],
      },
    ],
    documents: [
      {
        name: 'warranty-terms',
        version: 3,
        content: 'The warranty is two years, for batteries one year. Damage by water or falls is not covered.',
      },
      { name: 'repair-process', version: 2, content: 'Claims start under Account, Orders, Problem. Repairs take about ten working days.' },
    ],
  },
  {
    name: 'promotions',
    share: 0.06,
    factuality: 4.4,
    relevance: 4.45,
    completeness: 4.3,
    orderLookup: 0,
    exchanges: [
      {
        questions: ['my voucher code does not work for {product}.'],
        answers: [
          'Vouchers do not apply to {product} because it is already reduced. You can use the code for another order until the end of {month}.',
        ],
      },
      {
        questions: ['can I combine two vouchers?', 'may I use a second voucher for {product}?'],
        answers: ['One voucher can be used per order. The other one stays valid.'],
      },
      {
        questions: ['is there a discount for students?', 'my {relative} is a student, is there a discount?'],
        answers: ['Students get 10 % after confirming their status under Account, Benefits.'],
      },
      {
        questions: ['until when is the {month} sale on?'],
        answers: ['The sale runs until the last day of {month}, or as long as stock lasts.'],
      },
    ],
    documents: [
      {
        name: 'voucher-rules',
        version: 6,
        content: 'One voucher per order. Reduced products are excluded. Codes are valid until the day printed on them.',
      },
      { name: 'student-discount', version: 1, content: 'Students get 10 % after confirming their status under Account, Benefits.' },
    ],
  },
  {
    name: 'subscription',
    share: 0.04,
    factuality: 4.5,
    relevance: 4.55,
    completeness: 4.4,
    orderLookup: 0,
    exchanges: [
      {
        questions: ['how do I cancel my {plan} plan?', 'I want to stop {plan}.'],
        answers: ['You can cancel {plan} under Account, Plans until one day before the next period. It stays active until then.'],
      },
      {
        questions: ['can I pause {plan} for {weeks} weeks?'],
        answers: ['{plan} can be paused for up to 12 weeks under Account, Plans. {weeks} weeks is no problem.'],
      },
      {
        questions: ['what is included in {plan}?'],
        answers: ['{plan} includes free shipping, early access to sales and a longer trial of new products.'],
      },
      {
        questions: ['why did the price of {plan} change to {amount}?'],
        answers: ['The price of {plan} changed to {amount} at the start of the new period; you were told 30 days before.'],
      },
    ],
    documents: [
      {
        name: 'plans',
        version: 5,
        content: 'Plans include free shipping and early access to sales. They can be paused for up to 12 weeks.',
      },
      { name: 'plan-cancellation', version: 2, content: 'Plans are cancelled under Account, Plans until one day before the next period.' },
    ],
  },
];
