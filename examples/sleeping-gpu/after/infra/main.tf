provider "aws" {
  region = "us-east-1"
}

resource "aws_instance" "helpdesk_llm" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "g6.2xlarge"
  user_data     = "vllm serve meta-llama/Llama-3.1-8B-Instruct"
}
