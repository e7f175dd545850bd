// Shapes of the icons, on a field of 24 by 24.
export const chat = "M4 5h16v12h-8l-5 4v-4H4zM8 9.5h8M8 12.5h5";
export const close = "M6 6l12 12M18 6 6 18";
export const more = "M12 6h0M12 12h0M12 18h0";
export const send = "M12 19V5M6 11l6-6 6 6";
export const phone = "M5 4h4l1.5 4-2 1.5a11 11 0 0 0 6 6l1.5-2 4 1.5v4c0 1-1 1.5-2 1.5C11 20 4 13 3.5 6 3.5 5 4 4 5 4z";
export const alarm = "M12 4 3 19.5h18zM12 10v4.5M12 17h0";
export const person = "M12 4a4 4 0 1 0 .1 0zM5 20c0-8 14-8 14 0";
export const clock = "M12 4a8 8 0 1 0 .1 0zM12 8v4l3 2";
export const thumb = "M4 11h3v8H4zM7 11l4-7 2 1v5h7l-2 9H7";
