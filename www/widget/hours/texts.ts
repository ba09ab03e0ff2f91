// The texts of the banner outside of the opening hours. They are loaded with the schedule, unlike those in www/locales.

/** By language: that the chat is closed, and when it opens. A page's own texts have the names `hours.closed` and `hours.opens`. */
export const TEXTS: Record<string, readonly [closed: string, opens: string]> = {
  am: ['ቻቱ አሁን ዝግ ነው።', 'የሚከፈትበት ጊዜ፦ {time}'],
  ar: ['المحادثة مغلقة الآن.', 'موعد فتحها: {time}'],
  bn: ['চ্যাট এখন বন্ধ।', 'আবার খুলবে: {time}'],
  de: ['Der Chat ist gerade geschlossen.', 'Er öffnet wieder: {time}'],
  en: ['The chat is closed now.', 'It opens again: {time}'],
  es: ['El chat está cerrado en este momento.', 'Vuelve a abrir: {time}'],
  fa: ['چت اکنون بسته است.', 'زمان باز شدن: {time}'],
  fr: ['Le chat est fermé pour le moment.', 'Réouverture : {time}'],
  hi: ['चैट अभी बंद है।', 'फिर खुलने का समय: {time}'],
  id: ['Chat sedang tutup.', 'Buka kembali: {time}'],
  it: ['La chat è chiusa in questo momento.', 'Riapre: {time}'],
  ja: ['現在、チャットは受付時間外です。', '受付再開：{time}'],
  ko: ['지금은 채팅 운영 시간이 아닙니다.', '다시 열리는 시간: {time}'],
  nl: ['De chat is nu gesloten.', 'Weer open: {time}'],
  pl: ['Czat jest teraz nieczynny.', 'Ponowne otwarcie: {time}'],
  pt: ['O chat está fechado neste momento.', 'Reabre: {time}'],
  ru: ['Чат сейчас закрыт.', 'Откроется: {time}'],
  sw: ['Gumzo limefungwa kwa sasa.', 'Litafunguliwa tena: {time}'],
  tr: ['Sohbet şu anda kapalı.', 'Yeniden açılış: {time}'],
  uk: ['Чат зараз зачинено.', 'Відкриється: {time}'],
  ur: ['چیٹ اس وقت بند ہے۔', 'دوبارہ کھلنے کا وقت: {time}'],
  vi: ['Khung chat hiện đang đóng.', 'Mở lại: {time}'],
  zh: ['聊天目前不在服务时间。', '恢复服务时间：{time}'],
};
