"""The files of other word processors than today's Word: Word 97 and WPS (.doc, .wps), .rtf and .odt."""
