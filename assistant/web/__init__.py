"""The page: Gradio inside an application that keeps the door."""
