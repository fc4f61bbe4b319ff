// The colours, in light and dark; the system decides until the user does.
import { type BrandVariants, createDarkTheme, createLightTheme, type Theme } from "@fluentui/react-components";
import { createContext, useContext } from "react";

const brand: BrandVariants = {
  10: "#031017", 20: "#071e2a", 30: "#0a2f41", 40: "#0c3e55", 50: "#0d4d69", 60: "#0e5c7e", 70: "#0f6a8f", 80: "#11769f",
  90: "#2e89b0", 100: "#4c9cc0", 110: "#67aecf", 120: "#82bfdb", 130: "#9ccfe6", 140: "#b6deef", 150: "#d0ebf6", 160: "#e9f6fb",
};

export const lightTheme: Theme = createLightTheme(brand);

// The contrast of the brand's middle against dark surfaces is too low for text.
export const darkTheme: Theme = {
  ...createDarkTheme(brand),
  colorBrandForeground1: brand[110],
  colorBrandForeground2: brand[120],
  colorBrandForegroundLink: brand[110],
  colorBrandForegroundLinkHover: brand[120],
  colorBrandForegroundLinkPressed: brand[130],
  colorCompoundBrandForeground1: brand[110],
};

// The bar on top has one colour in both.
export const barColor = brand[40];

export type ThemeName = "light" | "dark";

const key = "azimuth.theme";

export function rememberedTheme(): ThemeName {
  const chosen = localStorage.getItem(key);
  if (chosen === "light" || chosen === "dark") {
    return chosen;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

export function rememberTheme(name: ThemeName): void {
  localStorage.setItem(key, name);
}

export const ThemeContext = createContext<{ name: ThemeName; set: (name: ThemeName) => void }>({ name: "light", set: () => {} });

export function useTheme() {
  return useContext(ThemeContext);
}
