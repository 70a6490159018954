// Files that people add.

/** The smallest file that is a PDF to those who look into it. */
export const PDF = Buffer.from(
  '%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n' +
    'trailer\n<< /Root 1 0 R /Size 3 >>\n%%EOF\n',
)

export function pdf(name) {
  return { name: `${name}.pdf`, mimeType: 'application/pdf', buffer: PDF }
}
