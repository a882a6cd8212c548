"""What the kit's notebooks say of their kernel: what JupyterLab would write into them on opening.

So an opened notebook is not changed. By `settings/ipython_kernel_config.py` the kernel says the
same of every Python 3.
"""

KERNEL = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
        "version": "3",
    },
}
