/**
 * Parsing dates in ten ways takes longer than all else that is done to a sentence, and most sentences name none. These say which
 * parsers may find something; they look for beginnings of words only, and rather see one too many.
 */
const english =
  /\d|mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|today|tonight|tomorrow|tmr|week|month|year|day|night|noon|lunch|morning|evening|hour|minute|quarter|now|e[ow][bdmwqy]\b|cob\b|play|business/i
const british = /\d\s?[/.-]\s?\d/
const german =
  /\d\s?(?:\.|uhr|h\b)|heute|morgen|tag|woche|monat|jahr|januar|februar|märz|mai|juni|juli|oktober|dezember|mittwoch|sonnabend|mittag|abend|nacht|stunde|minute|mitternacht|quartal/i
const french =
  /\d\s?h|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|aujourd|hier|soir|matin|midi|minuit|semaine|mois|jour|heure|janvier|février|fevrier|mars|avril|mai|juin|juillet|août|aout|septembre|octobre|novembre|décembre|decembre|prochain|année|trimestre/i
const spanish =
  /lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|hoy|ma[ñn]ana|tarde|noche|semana|\bmes|d[íi]a|hora|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|pr[óo]xim|\baño\b|trimestre/i

const portuguese =
  /segunda-feira|ter[çc]a-feira|quarta-feira|quinta-feira|sexta-feira|s[áa]bado|domingo|hoje|amanh[ãa]|janeiro|fevereiro|mar[çc]o|junho|julho|setembro|outubro|novembro|dezembro|\bm[êe]s\b|\bano\b|semana/i
const italian =
  /luned[ìi]|marted[ìi]|mercoled[ìi]|gioved[ìi]|venerd[ìi]|sabato|domenica|\boggi|domani|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|settiman|\bmese\b|giorn|\banno\b/i
const dutch =
  /maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag|vandaag|januari|februari|maart|\bmei\b|augustus|oktober|overmorgen|maand|weken|dagen|jaar/i
const swedish =
  /m[åa]ndag|tisdag|onsdag|torsdag|fredag|l[öo]rdag|s[öo]ndag|idag|imorgon|januari|mars|\bmaj\b|augusti|oktober/i
const japanese = /[月日]|来週|今週/

export const mayName = { english, british, german, french, spanish, portuguese, italian, dutch, swedish, japanese }

/** Whether any parser may find a date. */
export const mayNameDate = (text: string): boolean => Object.values(mayName).some((words) => words.test(text))
