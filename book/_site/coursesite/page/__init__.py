"""What happens to one page when it is written: it is mended, lightened and protected."""
