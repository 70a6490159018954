// Files that people add.

/** The smallest file that is a PDF to those who look into it; each name makes another. */
export function pdf(name) {
  const text =
    `%PDF-1.7\n% ${name}\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n` +
    '2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R /Size 3 >>\n%%EOF\n'
  return { name: `${name}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from(text) }
}
