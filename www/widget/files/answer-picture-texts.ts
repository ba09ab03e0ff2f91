// The text that is shown if a picture of an answer cannot be loaded. It is loaded with the code for such pictures, unlike the texts in
// www/locales.

/** By language. A page's own text has the name `picture.failed`. */
export const FAILED: Record<string, readonly [string]> = {
  am: ['ምስሉን መጫን አልተቻለም።'],
  ar: ['تعذّر تحميل الصورة.'],
  bn: ['ছবিটি লোড করা যায়নি।'],
  de: ['Das Bild konnte nicht geladen werden.'],
  en: ['The picture could not be loaded.'],
  es: ['No se ha podido cargar la imagen.'],
  fa: ['بارگیری تصویر ممکن نشد.'],
  fr: ['L’image n’a pas pu être chargée.'],
  hi: ['इमेज लोड नहीं हो सकी।'],
  id: ['Gambar tidak dapat dimuat.'],
  it: ['Impossibile caricare l’immagine.'],
  ja: ['画像を読み込めませんでした。'],
  ko: ['이미지를 불러올 수 없습니다.'],
  nl: ['De afbeelding kon niet worden geladen.'],
  pl: ['Nie udało się wczytać obrazu.'],
  pt: ['Não foi possível carregar a imagem.'],
  ru: ['Не удалось загрузить изображение.'],
  sw: ['Picha haikuweza kupakiwa.'],
  tr: ['Görsel yüklenemedi.'],
  uk: ['Не вдалося завантажити зображення.'],
  ur: ['تصویر لوڈ نہیں ہو سکی۔'],
  vi: ['Không thể tải hình ảnh.'],
  zh: ['图片无法加载。'],
};
