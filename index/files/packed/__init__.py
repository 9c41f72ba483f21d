"""Files that hold other files: zip files, OFD documents, pages saved with their pictures."""
