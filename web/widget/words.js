// The widget's own words, in English and Spanish. {n} is filled in. Short sentences: the reader may be worried, or new
// to the language.

export const launch = ["Ask a question", "Haga una pregunta"];
export const title = ["Questions about pores", "Preguntas sobre los poros"];
export const about = ["Automated assistant, not a doctor", "Asistente automático, no es médico"];
export const close = ["Close the chat", "Cerrar el chat"];
export const more = ["More options", "Más opciones"];
export const dismiss = ["Hide this message", "Ocultar este mensaje"];
export const unreadOne = ["1 new message", "1 mensaje nuevo"];
export const unreadMany = ["{n} new messages", "{n} mensajes nuevos"];
export const newTab = ["opens in a new tab", "se abre en otra pestaña"];

export const before = ["Before we start", "Antes de empezar"];
export const automated = [
  "This is an automated assistant. It is not a doctor or a nurse, and its answers are general.",
  "Este es un asistente automático. No es médico ni enfermero, y sus respuestas son generales."];
export const notEmergency = ["It is not for emergencies.", "No sirve para emergencias."];
export const kept = [
  "What you write is kept for {n} hours for this chat. You can delete it at any time.",
  "Lo que escriba se guarda {n} horas para este chat. Puede borrarlo cuando quiera."];
export const privacy = ["How the clinic handles your data", "Cómo trata la clínica sus datos"];
export const waiting = ["Your question is sent when you start:", "Su pregunta se envía cuando empiece:"];
export const agree = ["Start chat", "Empezar el chat"];
export const decline = ["No, call instead: {n}", "No, prefiero llamar: {n}"];
export const loading = ["One moment …", "Un momento …"];
export const unreachable = [
  "The assistant cannot be reached right now.", "Ahora no se puede conectar con el asistente."];
export const failed = ["That did not work.", "No funcionó."];
export const again = ["Try again", "Intentar de nuevo"];

export const log = ["Conversation", "Conversación"];
export const you = ["You: ", "Usted: "];
export const assistant = ["Assistant: ", "Asistente: "];
export const typing = ["The assistant is typing", "El asistente está escribiendo"];
export const sending = ["Sending …", "Enviando …"];
export const later = ["Not sent yet. We keep trying.", "Aún no se ha enviado. Seguimos intentando."];
export const notSent = ["Not sent", "No enviado"];
export const reconnecting = ["Reconnecting …", "Conectando de nuevo …"];
export const offline = [
  "You are offline. Your message will be sent when you are back.",
  "No tiene conexión. Su mensaje se enviará cuando vuelva."];
export const newest = ["Newest message", "Último mensaje"];
export const replies = ["Suggested questions", "Preguntas sugeridas"];
export const over = [
  "The earlier conversation has ended. This is a new one.", "La conversación anterior terminó. Esta es nueva."];

export const sources = ["Sources ({n})", "Fuentes ({n})"];
export const checked = ["Checked {n}", "Revisado el {n}"];
export const draft = [
  "draft, not yet approved by a clinician", "borrador, aún sin aprobación de un profesional clínico"];
export const approved = ["approved by a clinician", "aprobado por un profesional clínico"];
export const rate = ["Was this answer helpful?", "¿Le ayudó esta respuesta?"];
export const yes = ["Helpful", "Me ayudó"];
export const no = ["Not helpful", "No me ayudó"];

export const emergency = ["Emergency", "Emergencia"];
export const crisis = ["You are not alone", "Hay ayuda para usted"];
export const urgent = ["Call today", "Llame hoy"];
export const callNow = ["Call {n} now", "Llame ya al {n}"];
export const call = ["Call {n}", "Llame al {n}"];
export const danger = ["In an emergency, call {n}", "Emergencia: llame al {n}"];

export const question = ["Your question", "Su pregunta"];
export const send = ["Send", "Enviar"];
export const count = ["{n} of {most} characters", "{n} de {most} caracteres"];
export const empty = ["Please type a question first.", "Primero escriba una pregunta."];
export const tooLong = [
  "That is {n} characters too long. Please shorten it.", "Sobran {n} caracteres. Por favor, acórtela."];
export const refused = [
  "This could not be sent. Please change it and try again.",
  "No se pudo enviar. Por favor, cámbiela e intente de nuevo."];

export const person = ["Talk to a person", "Hablar con una persona"];
export const noNumber = ["Please call the clinic.", "Por favor, llame a la clínica."];

export const restart = ["New conversation", "Conversación nueva"];
export const save = ["Download this chat", "Descargar este chat"];
export const remove = ["Delete my chat", "Borrar mi chat"];
export const notAdvice = ["General information, not medical advice.", "Información general, no es consejo médico."];
export const sure = ["Delete my chat?", "¿Borrar mi chat?"];
export const sureMore = [
  "It is removed from this device and from the clinic's server. This cannot be undone.",
  "Se borra de este dispositivo y del servidor de la clínica. No se puede deshacer."];
export const sureNo = ["Keep it", "Conservarlo"];
export const removed = ["Your chat was deleted.", "Se borró su chat."];
